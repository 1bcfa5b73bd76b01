-- The queue's rate: a token bucket with one token per message, refilled by the server's clock in
-- microseconds. The bucket holds one token more than a tenth of a second brings, so that a call which
-- comes a little late loses none. Processes that wait for a token get different moments to call again,
-- one interval apart, so that they do not all call at once. A full bucket has no key.
-- KEYS: rate
-- Needs: time, rate_permits, rate_period
-- Provides: bucket, take_tokens(), next_turn()

-- Microseconds
local MAX_TURN = 5000000

local interval = rate_period / rate_permits
local bucket = { micros = time[1] * 1000000 + time[2], most = 1 + 100000 / interval, turn = 0 }
bucket.tokens = bucket.most
local kept = redis.call('GET', rate)
if kept and #kept == 24 then
	local since, tokens, turn = struct.unpack('>ddd', kept)
	tokens = math.max(tokens, 0) + math.max(bucket.micros - since, 0) / interval
	bucket.tokens = math.min(bucket.most, tokens)
	-- A foreign client may have stored any bytes
	if turn > bucket.micros and turn <= bucket.micros + MAX_TURN + interval then
		bucket.turn = turn
	end
end

local function keep(call)
	local full = bucket.micros + (bucket.most - bucket.tokens) * interval
	local ttl = math.ceil((math.max(full, bucket.turn) - bucket.micros) / 1000) + 1
	call('SET', rate, struct.pack('>ddd', bucket.micros, bucket.tokens, bucket.turn), 'PX', ttl)
end

-- Not the first write of a script: Redis would refuse it when it is out of memory.
local function take_tokens(count)
	bucket.tokens = bucket.tokens - count
	keep(redis.call)
end

-- Returns in how many milliseconds the caller should call again. Out of memory is no error here.
local function next_turn()
	local next_token = bucket.micros + math.max(1 - bucket.tokens, 0) * interval
	local turn = math.max(bucket.turn, next_token)
	if turn > bucket.micros + MAX_TURN then
		turn = next_token
	end
	bucket.turn = turn + interval
	keep(redis.pcall)
	return math.ceil((turn - bucket.micros) / 1000)
end
