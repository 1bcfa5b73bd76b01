-- Releases a lock, and wakes its next waiter. Can be repeated after a lost reply.
-- KEYS: lock queue offer
-- ARGV: [publish_counts_subscribers] owner wake_channel
-- Returns: a digit: 0 if the lock was lost, 1 if it is free, 2 if it is offered to a waiter in turn
-- Called by: LockCommands.release (for one key)

--@ record
--@ constants
local record = redis.call('GET', lock)
local found = record and find_owner(record, owner)
if found ~= OWNER_AT then
	return found and '1' or '0'
end
redis.call('PEXPIRE', lock, RETENTION_TEXT)
if redis.call('EXISTS', queue) == 0 then
	return '1'
end
--@ clock
--@ offer
--@ wake
return (offered_to(offer) or wake(queue, offer) == 2) and '2' or '1'
