-- Releases the locks that the owner still holds, and wakes their next waiters. Or hands them over to the
-- next thread of the same process; but if the process has had its turn (may_keep is 0) and another one
-- waits, releases them and puts the process at the end of the wait queue. Can be repeated after a lost
-- reply.
-- KEYS: ... the locks, then their wait queues, then their offers
-- ARGV: [publish_counts_subscribers lease may_keep] owner wake_channel next_owner entry
-- Returns: 0 if a lock was lost, 1 if all are free, 2 if one is offered to a waiter in turn, the next owner's token if they were handed over
-- Called by: LockCommands.release (for several keys), LockCommands.handOver

--@ record
--@ constants
local count = #KEYS / 3
local last, is_held, was_own, handed_over = nil, true, true, nil
for i = 1, count do
	local record = redis.call('GET', KEYS[i])
	local found = record and find_owner(record, owner)
	if next_owner and record and is_owner(record, next_owner) and lease_left(KEYS[i]) > 0 then
		redis.call('PEXPIRE', KEYS[i], lease + RETENTION)
		handed_over = string.sub(record, 1, 8)
	end
	last = record
	is_held = is_held and found == OWNER_AT
	was_own = was_own and found
end
if handed_over then
	return handed_over
elseif not is_held and was_own then
	return struct.pack('>d', 1)
end
local wants_more = next_owner and is_held
local has_waiters = wants_more
for i = 1, count do
	if is_held or is_owner(redis.call('GET', KEYS[i]) or '', owner) then
		redis.call('PEXPIRE', KEYS[i], RETENTION)
		has_waiters = has_waiters or redis.call('EXISTS', KEYS[count + i]) == 1
	end
end
if not has_waiters then
	return struct.pack('>d', is_held and 1 or 0)
end
--@ clock
local function hand_over()
	local token = struct.pack('>d', math.max(micros, last_token(last) + 1))
	for i = 1, count do
		redis.call('SET', KEYS[i], new_record(token, next_owner, owner), 'PX', lease + RETENTION)
	end
	return token
end

if wants_more and may_keep == 1 then
	return hand_over()
end
--@ offer
--@ wake
local result, woken_at = 0, nil
for i = 1, count do
	local line, offer_key = KEYS[count + i], KEYS[2 * count + i]
	if redis.call('EXISTS', line) == 1 and lease_left(KEYS[i]) <= 0 then
		if entry then
			redis.call('ZREM', line, entry)
		end
		local woken = offered_to(offer_key) and 2 or wake(line, offer_key)
		if woken > result then
			result, woken_at = woken, i
		end
	end
end
if wants_more and not woken_at then
	return hand_over()
elseif wants_more then
	redis.call('ZADD', KEYS[count + woken_at], micros, entry)
	redis.call('PEXPIRE', KEYS[count + woken_at], QUEUE_KEPT)
end
return struct.pack('>d', not is_held and 0 or result == 2 and 2 or 1)
