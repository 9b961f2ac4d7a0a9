-- Arguments after "--": method, path, and a file with a Cookie header a line, or "-".
local prepared, sent = {}, 0

function init(args)
  local method, path, file = args[1], args[2], args[3]
  if file == "-" then
    prepared[1] = wrk.format(method, path)
    return
  end
  for cookie in io.lines(file) do
    prepared[#prepared + 1] = wrk.format(method, path, { Cookie = cookie })
  end
end

function request()
  sent = sent + 1
  return prepared[(sent - 1) % #prepared + 1]
end

function done(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format('result %d %d %d %d %d', summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), failed))
end
