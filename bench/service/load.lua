-- What wrk asks for, by its arguments: an endpoint and the number of users. Prints what it measured in one line.
local ffi = require("ffi")
ffi.cdef("typedef struct { long seconds, nanos; } moment; int clock_gettime(int clock, moment *now);")

local MONOTONIC = ffi.os == "OSX" and 6 or 1
local moment = ffi.new("moment")
local thread_count = 0
local endpoint, users, sequence, session

function setup(thread)
  thread_count = thread_count + 1
  thread:set("number", thread_count)
end

local function millis()
  ffi.C.clock_gettime(MONOTONIC, moment)
  return tonumber(moment.seconds) * 1000 + tonumber(moment.nanos) / 1000000
end

function init(args)
  endpoint, users = args[1], tonumber(args[2])
  math.randomseed(number * 7919)
  sequence = 0
  session = string.format("%d-%d-%.3f", number, os.time(), millis())
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

-- Answers that took longer than wrk's --timeout are counted as late and are not in its distribution.
local function percentile(latency, of, answered, late)
  local place = of * answered / (answered - late)
  return place < 100 and latency:percentile(place) or -1
end

function done(summary, latency)
  local errors, answered = summary.errors, summary.requests
  local late = errors.timeout
  io.write(string.format(
    "RESULT %d %d %d %d %d %d %d %d\n",
    answered, summary.duration, errors.status, late, errors.connect + errors.read + errors.write,
    percentile(latency, 50, answered, late), percentile(latency, 99, answered, late),
    percentile(latency, 99.9, answered, late)))
end
