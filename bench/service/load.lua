-- What wrk asks for, by its arguments: an endpoint and the number of users. Prints what it measured in one line.
local endpoint, users, thread_count

function setup(thread)
  thread_count = (thread_count or 0) + 1
  thread:set("number", thread_count)
end

function init(args)
  endpoint, users = args[1], tonumber(args[2])
  math.randomseed(number * 7919)
  sequence = 0
  session = string.format("%d-%d-%d", number, os.time(), math.random(1000000000))
end

function request()
  local user = math.random(users)
  if endpoint ~= "transfer" then
    return wrk.format("GET", "/api/users/" .. user .. "/" .. endpoint)
  end
  sequence = sequence + 1
  local body = string.format('{"from":%d,"to":%d,"amount":"0.01"}', user, user % users + 1)
  local headers = { ["Content-Type"] = "application/json", ["Idempotency-Key"] = session .. "-" .. sequence }
  return wrk.format("POST", "/api/transfers", headers, body)
end

-- The share of the answers that came within a second, by the percentile that it is at.
local function within_a_second(latency)
  local low, high = 0, 100
  for _ = 1, 12 do
    local middle = (low + high) / 2
    if latency:percentile(middle) <= 1000000 then low = middle else high = middle end
  end
  return latency.max <= 1000000 and 100 or low
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    "RESULT %d %d %d %d %d %d %d %.3f\n",
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9), within_a_second(latency)))
end
