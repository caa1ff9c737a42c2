-- wrk's script: asks for the paths of a file in turn and ends with one line of figures.
-- Arguments: the file (a line is a path, then optionally a tab and an ETag), the line to begin
-- with, and headers as "Name: value". Requests are built beforehand, so that wrk does not tire.
local requests, at = {}, 0

function init(args)
  local common = {}
  for i = 3, #args do
    local name, value = args[i]:match("^(.-): (.*)$")
    common[name] = value
  end
  for line in io.lines(args[1]) do
    local path, etag = line:match("^([^\t]+)\t?(.*)$")
    local headers = {}
    for name, value in pairs(common) do headers[name] = value end
    if etag ~= "" then headers["If-None-Match"] = etag end
    requests[#requests + 1] = wrk.format("GET", path, headers)
  end
  at = tonumber(args[2])
end

function request()
  at = at + 1
  return requests[(at - 1) % #requests + 1]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    '\nfigures {"requests": %d, "microseconds": %d, "bytes": %d, "p50_us": %d, "p99_us": %d, ' ..
    '"refused": %d, "broken": %d, "late": %d}\n',
    summary.requests, summary.duration, summary.bytes,
    latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write, errors.timeout))
end
