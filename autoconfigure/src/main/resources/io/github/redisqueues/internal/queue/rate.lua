-- The queue's rate: a bucket of tokens, one for each message, that fills by the server's clock in
-- microseconds. It holds one more than the rate brings in a tenth of a second, so that a look which
-- comes a little late loses nothing. Processes that wait for a token look in turn, at moments that
-- are an interval apart, so that not all of them come for the same one. A full bucket is no key.
-- KEYS: rate
-- Needs: time, rate_permits, rate_period
-- Provides: bucket, with its tokens; take_tokens; next_turn

local LONGEST_TURN = 5000000

local interval = rate_period / rate_permits
local bucket = { now = time[1] * 1000000 + time[2], most = 1 + 100000 / interval, turn = 0 }
bucket.tokens = bucket.most
local kept = redis.call('GET', rate)
if kept and #kept == 24 then
	local since, tokens, turn = struct.unpack('>ddd', kept)
	tokens = math.max(tokens, 0) + math.max(bucket.now - since, 0) / interval
	bucket.tokens = math.min(bucket.most, tokens)
	-- Whoever can write to Redis may have written anything
	if turn > bucket.now and turn <= bucket.now + LONGEST_TURN + interval then
		bucket.turn = turn
	end
end

local function keep(call)
	local full = bucket.now + (bucket.most - bucket.tokens) * interval
	local ttl = math.ceil((math.max(full, bucket.turn) - bucket.now) / 1000) + 1
	call('SET', rate, struct.pack('>ddd', bucket.now, bucket.tokens, bucket.turn), 'PX', ttl)
end

-- Not the first write of a script: Redis would refuse it when it is out of memory.
local function take_tokens(count)
	bucket.tokens = bucket.tokens - count
	keep(redis.call)
end

-- When the caller should look, in milliseconds. Being told a worse moment is no error.
local function next_turn()
	local next_token = bucket.now + math.max(1 - bucket.tokens, 0) * interval
	local turn = math.max(bucket.turn, next_token)
	if turn > bucket.now + LONGEST_TURN then
		turn = next_token
	end
	bucket.turn = turn + interval
	keep(redis.pcall)
	return math.ceil((turn - bucket.now) / 1000)
end
