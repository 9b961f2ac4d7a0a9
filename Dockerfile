# The demo app. No BuildKit-only syntax: docker-compose 1.29 and old engines build it too.

FROM node:24-bookworm-slim AS manifests
WORKDIR /app
# npm ci needs only these, so its layers stay cached until a dependency changes
COPY package.json package-lock.json ./
COPY pkg/sessions/package.json pkg/sessions/
# the lockfile names this workspace; all that it needs are development dependencies
COPY bench/package.json bench/

FROM manifests AS build
RUN npm ci --no-audit --no-fund
COPY tsconfig.base.json tsconfig.app.json main.ts ./
COPY biz biz
COPY pkg pkg
# the app, and the library that it references
RUN npm run build
COPY views views
COPY static static
# a checkout made under a strict umask lets only its owner read
RUN chmod -R a+rX package.json pkg/sessions dist views static

FROM manifests AS dependencies
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/package.json ./
# node_modules/hertz-sessions is a link to this folder
COPY --from=build /app/pkg/sessions/package.json pkg/sessions/
COPY --from=build /app/pkg/sessions/dist pkg/sessions/dist
COPY --from=build /app/views views
COPY --from=build /app/static static
COPY --from=build /app/dist dist
USER node
EXPOSE 3000
STOPSIGNAL SIGTERM
# healthy only when ready: /readyz asks Redis
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js"]
