-- Takes one lock, or several of one name all or none, for a process that waits in line; or registers
-- it as waiting for the first one that is held, at the place of the ticket that its first thread got
-- when it first looked. Whoever waits for one that is free is woken: the wake-up that came here may
-- have been meant for him as well.
-- KEYS: ... the locks, then their wait queues, then their offers
-- ARGV: [lease presence ticket heard_is_exact] owner entry wake_channel
-- Returns: the token, or below zero the milliseconds until the next look; and the ticket
-- Called by: LockCommands.contend

-- As Look.Presence has them: nobody else waits in the process, or nobody will after this call
local ALONE, LEAVING = 0, 2
local count = #KEYS / 3
--@ grant
if ticket == 0 then
	ticket = micros
end
if presence == LEAVING or (presence == ALONE and not busy) then
	for i = 1, count do
		redis.call('ZREM', KEYS[count + i], entry)
	end
elseif busy then
	redis.call('ZADD', KEYS[count + busy], 'NX', ticket, entry)
	redis.call('PEXPIRE', KEYS[count + busy], 60000)
end
if busy and count > 1 then
	--@ retention
	--@ offer
	--@ wake
	for i = 1, count do
		if i ~= busy and redis.call('EXISTS', KEYS[count + i]) == 1 and redis.call('PTTL', KEYS[i]) <= RETENTION
				and not kept_for(KEYS[2 * count + i]) then
			wake(KEYS[count + i], KEYS[2 * count + i])
		end
	end
end
if busy then
	-- The more processes wait, the longer each may go without a look
	left = math.min(left, 5000 * math.ceil(redis.call('ZCARD', KEYS[count + busy]) / 5), 12000)
	return struct.pack('>dd', -math.max(left, 1), ticket)
end
return struct.pack('>dd', token, ticket)
