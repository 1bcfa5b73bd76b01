-- A lock that one owner can hold. record.lua describes what is stored.
-- KEYS: lock
-- Needs: micros
-- Provides: token_of(), room(), grant(), prolong(), holders(), remove_all()

--@ retention
local function token_of(owner)
	local record = redis.call('GET', lock)
	if record and string.find(record, owner, HOLDER, true) == HOLDER and redis.call('PTTL', lock) > RETENTION then
		return struct.unpack('>d', record)
	end
end

-- Returns whether the lock is free, and if not, the milliseconds until its lease runs out.
local function room()
	local left = redis.call('PTTL', lock) - RETENTION
	return left <= 0, left
end

local function grant(owner, lease)
	local record = redis.call('GET', lock)
	local token = record and math.max(micros, struct.unpack('>d', record) + 1) or micros
	local before = record and string.match(record, '^[^\n]*', HOLDER) or ''
	redis.call('SET', lock, struct.pack('>d', token) .. owner .. '\n' .. before, 'PX', lease + RETENTION)
	return token
end

local function prolong(owner, lease)
	redis.call('PEXPIRE', lock, lease + RETENTION)
end

local function holders()
	local record = redis.call('GET', lock)
	local left = redis.call('PTTL', lock) - RETENTION
	if record and left > 0 then
		return { { string.match(record, '^[^\n]*', HOLDER), struct.unpack('>d', record), micros / 1000 + left } }
	end
	return {}
end

-- Frees the lock, and forgets its owner and the one before. Keeps the token. Returns whether it was held.
local function remove_all()
	local record = redis.call('GET', lock)
	if not record or redis.call('PTTL', lock) <= RETENTION then
		return false
	end
	redis.call('PEXPIRE', lock, RETENTION)
	redis.call('SET', lock, string.sub(record, 1, 8), 'KEEPTTL')
	return true
end
