-- A lock that several may hold in one way at a time, which is the first letter of each owner: a ZSET of
-- owners by the moment at which their leases run out. Their tokens are kept in a HASH, with the last
-- one that was given out under an empty name; who has given back is remembered for a minute.
-- KEYS: lock queue offer tokens released
-- Needs: micros
-- Provides: what those need that ask for holds or change them

local KEPT_TOKENS, REMEMBERED = 600000, 60000
local now = math.floor(micros / 1000)

local function token_of(owner)
	local deadline = redis.call('ZSCORE', lock, owner)
	if deadline and tonumber(deadline) > now then
		return tonumber(redis.call('HGET', tokens, owner))
	end
end

local function purge()
	local dead = redis.call('ZRANGE', lock, '-inf', now, 'BYSCORE', 'LIMIT', 0, 1000)
	if dead[1] then
		redis.call('ZREM', lock, unpack(dead))
		redis.call('HDEL', tokens, unpack(dead))
	end
	redis.call('ZREMRANGEBYSCORE', released, '-inf', now)
end

-- The third is whether it is a semaphore to one and a read/write lock to the other
local function room(owner, limit)
	purge()
	local first = redis.call('ZRANGE', lock, 0, 0, 'WITHSCORES')
	if not first[1] then
		return true, 0, false
	end
	local way, asked = string.sub(first[1], 1, 1), string.sub(owner, 1, 1)
	return way == asked and redis.call('ZCARD', lock) < limit, first[2] - now, (way == 's') ~= (asked == 's')
end

local function keep(key, milliseconds)
	if redis.call('PTTL', key) < milliseconds then
		redis.call('PEXPIRE', key, milliseconds)
	end
end

local function grant(owner, lease)
	local token = math.max(micros, tonumber(redis.call('HGET', tokens, '') or 0) + 1)
	redis.call('ZADD', lock, now + lease, owner)
	redis.call('HSET', tokens, '', string.format('%.0f', token), owner, string.format('%.0f', token))
	keep(lock, lease + REMEMBERED)
	keep(tokens, lease + KEPT_TOKENS)
	return token
end

-- What is refused when Redis is out of memory comes after what is not
local function prolong(owner, lease)
	redis.call('PEXPIRE', lock, math.max(redis.call('PTTL', lock), lease + REMEMBERED))
	redis.call('ZADD', lock, 'XX', now + lease, owner)
	keep(tokens, lease + KEPT_TOKENS)
end

local function holders()
	purge()
	local found = redis.call('ZRANGE', lock, 0, -1, 'WITHSCORES')
	local all = {}
	for i = 1, #found, 2 do
		all[#all + 1] = { string.sub(found[i], 2), tonumber(redis.call('HGET', tokens, found[i]) or 0), tonumber(found[i + 1]) }
	end
	return all
end

local function remove_all()
	local last = redis.call('HGET', tokens, '') or '0'
	redis.call('DEL', lock, tokens)
	redis.call('HSET', tokens, '', last)
	redis.call('PEXPIRE', tokens, KEPT_TOKENS)
end
