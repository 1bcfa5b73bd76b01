-- A lock that one owner can hold. record.lua describes what is stored.
-- KEYS: lock
-- Needs: micros
-- Provides: token_of(), room(), grant(), renew(), holders(), remove_all()

--@ record
--@ constants

-- Returns the owner's token, nil if it does not hold the lock.
local function token_of(owner)
	local record = redis.call('GET', lock)
	if record and is_owner(record, owner) and lease_left(lock) > 0 then
		return last_token(record)
	end
end

-- Returns whether the lock is free, and if not, the milliseconds until its lease runs out.
local function room()
	local left = lease_left(lock)
	return left <= 0, left
end

local function grant(owner, lease)
	local record = redis.call('GET', lock)
	local token = record and math.max(micros, last_token(record) + 1) or micros
	local before = record and owner_of(record) or ''
	redis.call('SET', lock, new_record(struct.pack('>d', token), owner, before), 'PX', lease + RETENTION)
	return token
end

local function renew(owner, lease)
	redis.call('PEXPIRE', lock, lease + RETENTION)
end

-- Returns for each holder its name, its token and the moment in milliseconds when its lease runs out.
local function holders()
	local record = redis.call('GET', lock)
	local left = lease_left(lock)
	if record and left > 0 then
		return { { owner_of(record), last_token(record), micros / 1000 + left } }
	end
	return {}
end

-- Frees the lock, and forgets its owner and the one before. Keeps the token. Returns whether it was held.
local function remove_all()
	local record = redis.call('GET', lock)
	if not record or lease_left(lock) <= 0 then
		return false
	end
	redis.call('PEXPIRE', lock, RETENTION)
	redis.call('SET', lock, string.sub(record, 1, 8), 'KEEPTTL')
	return true
end
