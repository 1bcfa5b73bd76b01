-- Gives locks back, those of them that are still the owner's, or hands them over to the next thread of
-- the same process: unless its turn is over and another process waits, behind which it is registered
-- then. Called again after a lost reply it finds what it has done.
-- KEYS: ... the locks, then their wait queues, then their offers
-- ARGV: [heard_is_exact lease may_keep] owner wake_channel next_owner entry
-- Returns: 0 if a lock was lost, 1 if all are free, 2 if one is kept for who waits in turn, the next owner's token if they were handed over
-- Called by: LockCommands.release if there are several keys or somebody waits, handOver

--@ retention
local count = #KEYS / 3
local last, stands, were_own, handed_over = nil, true, true, nil
for i = 1, count do
	local record = redis.call('GET', KEYS[i])
	local found = record and string.find(record, owner, HOLDER, true)
	if next_owner and record and string.find(record, next_owner, HOLDER, true) == HOLDER
			and redis.call('PTTL', KEYS[i]) > RETENTION then
		redis.call('PEXPIRE', KEYS[i], lease + RETENTION)
		handed_over = string.sub(record, 1, 8)
	end
	last = record
	stands = stands and found == HOLDER
	were_own = were_own and found
end
if handed_over then
	return handed_over
elseif not stands and were_own then
	return struct.pack('>d', 1)
end
local wants_more = next_owner and stands
local waited = wants_more
for i = 1, count do
	if stands or string.find(redis.call('GET', KEYS[i]) or '', owner, HOLDER, true) == HOLDER then
		redis.call('PEXPIRE', KEYS[i], RETENTION)
		waited = waited or redis.call('EXISTS', KEYS[count + i]) == 1
	end
end
if not waited then
	return struct.pack('>d', stands and 1 or 0)
end
--@ clock
local function hand_over()
	local token = math.max(micros, struct.unpack('>d', last) + 1)
	local record = struct.pack('>d', token) .. next_owner .. '\n' .. owner
	for i = 1, count do
		redis.call('SET', KEYS[i], record, 'PX', lease + RETENTION)
	end
	return struct.pack('>d', token)
end

if wants_more and may_keep == 1 then
	return hand_over()
end
--@ offer
--@ wake
local result, woken_at = 0, nil
for i = 1, count do
	local queue, offer = KEYS[count + i], KEYS[2 * count + i]
	if redis.call('EXISTS', queue) == 1 and redis.call('PTTL', KEYS[i]) <= RETENTION then
		if entry then
			redis.call('ZREM', queue, entry)
		end
		local woken = kept_for(offer) and 2 or wake(queue, offer)
		if woken > result then
			result, woken_at = woken, i
		end
	end
end
if wants_more and not woken_at then
	return hand_over()
elseif wants_more then
	redis.call('ZADD', KEYS[count + woken_at], micros, entry)
	redis.call('PEXPIRE', KEYS[count + woken_at], 60000)
end
return struct.pack('>d', not stands and 0 or result == 2 and 2 or 1)
