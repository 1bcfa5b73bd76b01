-- A lock that several owners can hold in one mode at a time. The mode is the first letter of each owner.
-- `lock` is a ZSET of owners by the moment at which their lease runs out. `tokens` is a HASH of their
-- tokens, with the latest token under an empty name. A writer that reads as well is under 'w' there, as long
-- as it may write: it excludes others although the first holder may be its reader. `released` is a ZSET of owners that have released
-- lately.
-- KEYS: lock tokens released
-- Needs: micros
-- Provides: token_of(), count_holders(), room(), grant(), renew(), release_hold(), holders(), remove_all()

--@ constants

-- The holders are kept for this many milliseconds after their last lease
local HOLDERS_KEPT = 60000
local MAX_RELEASED = 1000
local MAX_INSPECTED = 1000

local now = math.floor(micros / 1000)
local after_now = '(' .. string.format('%.0f', now)

local function token_of(owner)
	local deadline = redis.call('ZSCORE', lock, owner)
	if deadline and tonumber(deadline) > now then
		return tonumber(redis.call('HGET', tokens, owner))
	end
end

local function count_holders()
	return redis.call('ZCOUNT', lock, after_now, '+inf')
end

-- Returns whether there is room for one more, the milliseconds until there may be, and whether the name is
-- in use for the other kind: a semaphore or a read/write lock.
local function room(owner, limit)
	local first = redis.call('ZRANGE', lock, after_now, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')
	if not first[1] then
		return true, 0, false
	end
	local mode, requested = string.sub(first[1], 1, 1), string.sub(owner, 1, 1)
	local writer = mode == 'r' and redis.call('HGET', tokens, 'w')
	return mode == requested and not (writer and token_of(writer)) and count_holders() < limit, first[2] - now, (mode == 's') ~= (requested == 's')
end

local function remove_expired()
	local expired = redis.call('ZRANGE', lock, '-inf', now, 'BYSCORE', 'LIMIT', 0, 100)
	if expired[1] then
		redis.call('ZREM', lock, unpack(expired))
		redis.call('HDEL', tokens, unpack(expired))
	end
end

local function keep(key, milliseconds)
	if redis.call('PTTL', key) < milliseconds then
		redis.call('PEXPIRE', key, milliseconds)
	end
end

-- Beside is another holder, or empty
local function grant(owner, lease, beside)
	local token = math.max(micros, tonumber(redis.call('HGET', tokens, '') or 0) + 1)
	redis.call('ZADD', lock, now + lease, owner)
	redis.call('HSET', tokens, '', string.format('%.0f', token), owner, string.format('%.0f', token))
	if string.sub(beside, 1, 1) == 'w' then
		redis.call('HSET', tokens, 'w', beside)
	end
	keep(lock, lease + HOLDERS_KEPT)
	keep(tokens, lease + RETENTION)
	remove_expired()
	return token
end

-- Begins with what Redis allows when it is out of memory.
local function renew(owner, lease)
	redis.call('PEXPIRE', lock, math.max(redis.call('PTTL', lock), lease + HOLDERS_KEPT))
	redis.call('ZADD', lock, 'XX', now + lease, owner)
	keep(tokens, lease + RETENTION)
end

local function release_hold(owner)
	if redis.call('ZREM', lock, owner) == 0 then
		return redis.call('ZSCORE', released, owner) and true or false
	end
	-- The first letter is the field of a writer that reads
	redis.call('HDEL', tokens, owner, string.sub(owner, 1, 1))
	redis.call('ZADD', released, micros, owner)
	redis.call('ZREMRANGEBYRANK', released, 0, -1 - MAX_RELEASED)
	redis.call('PEXPIRE', released, HOLDERS_KEPT)
	if redis.call('EXISTS', lock) == 0 then
		redis.call('PEXPIRE', tokens, RETENTION)
	end
	return true
end

local function holders()
	local found = redis.call('ZRANGE', lock, after_now, '+inf', 'BYSCORE', 'LIMIT', 0, MAX_INSPECTED, 'WITHSCORES')
	local all = {}
	for i = 1, #found, 2 do
		local token = tonumber(redis.call('HGET', tokens, found[i]) or 0)
		all[#all + 1] = { string.sub(found[i], 2), token, tonumber(found[i + 1]) }
	end
	return all
end

local function remove_all()
	local was_held = count_holders() > 0
	local last = redis.call('HGET', tokens, '')
	redis.call('UNLINK', lock, tokens)
	if last then
		redis.call('HSET', tokens, '', last)
		redis.call('PEXPIRE', tokens, RETENTION)
	end
	return was_held
end
