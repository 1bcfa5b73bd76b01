-- The record of a lock that one owner can hold is a STRING: the token as a double in eight bytes, the
-- owner, a line break, and the owner before. The lock is held while its time to live exceeds RETENTION.
-- Release and renewal are therefore a PEXPIRE, which Redis allows when it is out of memory. An owner that
-- releases twice after a lost reply is still found as the owner before, unless two others have held the
-- lock since. No owner is a prefix of another.
-- Needs: none
-- Provides: OWNER_AT, find_owner(), is_owner(), owner_of(), last_token(), new_record(), lease_left()
-- Inlined: find_owner(), is_owner(), owner_of(), last_token(), new_record(), lease_left()

--@ constants

-- The index of the owner in a record
local OWNER_AT = 9

-- Returns OWNER_AT if the record names the owner, a greater index if it names it as the owner before, and
-- otherwise nil.
local function find_owner(record, owner)
	return string.find(record, owner, OWNER_AT, true)
end

-- Returns whether the record names the owner. It holds the lock if its lease has not run out.
local function is_owner(record, owner)
	return string.find(record, owner, OWNER_AT, true) == OWNER_AT
end

local function owner_of(record)
	return string.match(record, '^[^\n]*', OWNER_AT)
end

-- Returns the token of the owner, which is the latest one.
local function last_token(record)
	return struct.unpack('>d', record)
end

-- Returns a record. The token is packed.
local function new_record(token, owner, before)
	return token .. owner .. '\n' .. before
end

-- Returns for how many milliseconds the lock is held; 0 or less if it is free.
local function lease_left(key)
	return redis.call('PTTL', key) - RETENTION
end
