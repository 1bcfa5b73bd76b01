-- Gives a lock back that nobody waits for, and leaves it alone if somebody does. This is what most calls
-- are, so it is written for speed: see retention.lua and release-all.lua for what it does.
-- KEYS: lock queue
-- ARGV: owner
-- Returns: a digit: 0 if the lock was lost, 1 if it is free, 2 if somebody waits and release-all has to be called
-- Called by: LockCommands.release

--@ retention
local record = redis.call('GET', lock)
local found = record and string.find(record, owner, HOLDER, true)
if found ~= HOLDER then
	return found and '1' or '0'
elseif redis.call('EXISTS', queue) == 1 then
	return '2'
end
-- RETENTION as a text, which need not be made from a number
redis.call('PEXPIRE', lock, '600000')
return '1'
