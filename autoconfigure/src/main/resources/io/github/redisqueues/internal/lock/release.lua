-- Releases a lock that has no waiters. If it has waiters, changes nothing.
-- KEYS: lock queue
-- ARGV: owner
-- Returns: a digit: 0 if the lock was lost, 1 if it is free, 2 if it has waiters and release-all.lua must run
-- Called by: LockCommands.release

--@ record
--@ constants
local record = redis.call('GET', lock)
local found = record and find_owner(record, owner)
if found ~= OWNER_AT then
	return found and '1' or '0'
elseif redis.call('EXISTS', queue) == 1 then
	return '2'
end
redis.call('PEXPIRE', lock, RETENTION_TEXT)
return '1'
