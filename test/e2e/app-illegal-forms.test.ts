import request from "supertest";
import { describe, expect, it } from "vitest";

import { createLocalApp } from "../support/local-app.ts";

const { app } = createLocalApp();

describe.each(["/register", "/login"])("POST %s with a body that no form sends", (path) => {
  it.each([
    ["a field twice", "username=a&username=b&password=12345678&email=a@example.com"],
    ["an object in brackets", "username[$ne]=a&password[$ne]=b&email=a@example.com"],
    ["the name of a prototype", "__proto__[username]=a&constructor=b"],
    ["broken percent signs", "username=%E0%A4&password=%"],
    ["a NUL character in the password", "username=a&email=a@example.com&password=12345678%00"],
  ])("%s: answers 400", async (_what, body) => {
    const response = await request(app).post(path).type("form").send(body);
    expect(response.status).toBe(400);
    expect(response.text).toContain("Illegal format");
  });

  it("JSON: answers 400", async () => {
    const response = await request(app)
      .post(path)
      .send({ username: { $ne: "" }, password: ["12345678"] });
    expect(response.status).toBe(400);
  });

  it("more than 16 KB: answers 413 with a page that says so", async () => {
    const response = await request(app)
      .post(path)
      .type("form")
      .send(`username=${"x".repeat(17_000)}`);
    expect(response.status).toBe(413);
    expect(response.text).toContain("The form is too large");
  });

  it("more than 20 fields: answers 413", async () => {
    const response = await request(app).post(path).type("form").send("a=1&".repeat(30));
    expect(response.status).toBe(413);
  });
});
