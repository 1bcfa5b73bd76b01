-- Takes one lock, or several all or none, for a process that waits in line. If one is held by another
-- owner, registers the process in the wait queue of that lock, at the place of the ticket that its first
-- thread got when it first asked. Wakes a waiter of each other lock that is free, because the wake-up that
-- led to this call may have been meant for it too.
-- KEYS: ... the locks, then their wait queues, then their offers
-- ARGV: [lease registration ticket publish_counts_subscribers] owner entry wake_channel
-- Returns: the token, or below zero the milliseconds until the process should check again; and the ticket
-- Called by: LockCommands.contend

--@ constants
-- Constants of Registration: register the process only if it gets nothing, and do not register it
local UNLESS_SERVED = 0
local NEVER = 2
local count = #KEYS / 3
--@ grant
if ticket == 0 then
	ticket = micros
end
if registration == NEVER or (registration == UNLESS_SERVED and not busy) then
	for i = 1, count do
		redis.call('ZREM', KEYS[count + i], entry)
	end
elseif busy then
	redis.call('ZADD', KEYS[count + busy], 'NX', ticket, entry)
	redis.call('PEXPIRE', KEYS[count + busy], QUEUE_KEPT)
end
if busy and count > 1 then
	--@ record
	--@ offer
	--@ wake
	for i = 1, count do
		if i ~= busy and redis.call('EXISTS', KEYS[count + i]) == 1 and lease_left(KEYS[i]) <= 0
				and not offered_to(KEYS[2 * count + i]) then
			wake(KEYS[count + i], KEYS[2 * count + i])
		end
	end
end
if busy then
	-- The more processes wait, the less often each has to check
	left = math.min(left, CHECK_INTERVAL * math.ceil(redis.call('ZCARD', KEYS[count + busy]) / 5), MAX_CHECK_INTERVAL)
	return struct.pack('>dd', -math.max(left, 1), ticket)
end
return struct.pack('>dd', token, ticket)
