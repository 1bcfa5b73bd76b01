-- Gives locks back, those of them that are still the owner's, or hands them over to the next thread of
-- the same process: unless its turn is over and another process waits, behind which it is registered
-- then. Called again after a lost reply it finds what it has done.
-- KEYS are the locks, then their queues, then their offers, as many of each.
-- ARGV: [heard_is_exact lease may_keep] owner wake_channel next_owner entry
-- Returns: 0 if a lock was lost, 1 if all are free, 2 if one is kept for who waits in turn, the next owner's token if they were handed over
-- Called by: LockCommands.release, handOver

--@ retention
local count = #KEYS / 3
local last, stands = nil, true
for i = 1, count do
	local record = redis.call('GET', KEYS[i])
	local holder = record and string.sub(record, 9)
	if next_owner and holder == next_owner then
		return string.sub(record, 1, 8)
	end
	last = record
	stands = stands and holder == owner
end
local waited = false
for i = 1, count do
	if stands or string.sub(redis.call('GET', KEYS[i]) or '', 9) == owner then
		redis.call('PEXPIRE', KEYS[i], RETENTION)
		waited = redis.call('EXISTS', KEYS[count + i]) == 1 or waited
	end
end
if not waited and not (next_owner and stands) then
	return struct.pack('>d', stands and 1 or 0)
end
--@ clock
local foreign
if next_owner and stands then
	for i = 1, count do
		local first = redis.call('ZRANGE', KEYS[count + i], 0, 1)
		if (first[1] and first[1] ~= entry) or first[2] then
			foreign = foreign or i
		end
	end
	if may_keep == 1 or not foreign then
		local token = math.max(micros, struct.unpack('>d', last) + 1)
		local record = struct.pack('>d', token) .. next_owner
		for i = 1, count do
			redis.call('SET', KEYS[i], record, 'PX', lease + RETENTION)
		end
		return struct.pack('>d', token)
	end
end
--@ wake
local kept = false
for i = 1, count do
	if redis.call('PTTL', KEYS[i]) <= RETENTION and redis.call('EXISTS', KEYS[count + i]) == 1 then
		if entry then
			redis.call('ZREM', KEYS[count + i], entry)
		end
		kept = wake(KEYS[count + i], KEYS[2 * count + i]) or kept
	end
end
if foreign then
	redis.call('ZADD', KEYS[count + foreign], micros, entry)
	redis.call('PEXPIRE', KEYS[count + foreign], 60000)
end
return struct.pack('>d', not stands and 0 or kept and 2 or 1)
