-- Gives locks back, or hands them over to the next thread of the same process: unless its turn is over
-- and another process waits. The process is then registered as waiting behind that one. Called again
-- after a lost reply it finds what it has done.
-- KEYS are the locks, then their queues, then their offers, as many of each.
-- ARGV: [heard_is_exact lease may_keep] owner wake_channel next_owner entry
-- Returns: 0 if somebody else has a lock or took it away, 1 if they are free, 2 if one is kept for who waits in turn, the next owner's token if handed over
-- Called by: MutexCommands.release

--@ retention
local count = #KEYS / 3
local last = 0
for i = 1, count do
	local record = redis.call('GET', KEYS[i])
	local holder = record and string.sub(record, 9)
	if next_owner and holder == next_owner then
		return string.sub(record, 1, 8)
	elseif holder ~= owner then
		return struct.pack('>d', 0)
	end
	last = record
end
local waited = false
for i = 1, count do
	redis.call('PEXPIRE', KEYS[i], RETENTION)
	waited = redis.call('EXISTS', KEYS[count + i]) == 1 or waited
end
if not waited and not next_owner then
	return struct.pack('>d', 1)
end
--@ clock
local foreign
if next_owner then
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
	if redis.call('EXISTS', KEYS[count + i]) == 1 then
		if entry then
			redis.call('ZREM', KEYS[count + i], entry)
		end
		kept = wake(KEYS[count + i], KEYS[2 * count + i]) or kept
	end
end
if next_owner then
	redis.call('ZADD', KEYS[count + foreign], micros, entry)
	redis.call('PEXPIRE', KEYS[count + foreign], 60000)
end
return struct.pack('>d', kept and 2 or 1)
