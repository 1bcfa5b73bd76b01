-- Adds messages, all or none, with all options that a send or a queue can have. Leaves a message alone
-- whose id or deduplication id is known. Returns from the script, or from the function that includes it,
-- with what send-with-options.lua returns.
-- KEYS: messages waiters paused delayed expiries dead deduplication remembered places
-- Needs: now, capacity, duplicate_window, delay, deliver_at, time_to_live, flags, ids_are_given,
--        in_due_order, max_delay, deduplication_id, group, first_rest
-- Provides: none

--@ unpacked
local MAX_BEFORE = 1000

local function is_remembered(member)
	local forget_at = redis.call('ZSCORE', remembered, member)
	return forget_at and tonumber(forget_at) > now
end

--@ reply-to-send
if deliver_at > 0 and time_to_live > 0 and deliver_at >= now + time_to_live then
	return reply_to_send(6, 0, -1, '', capacity)
end
local needs_attention = redis.call('EXISTS', waiters, paused) > 0
if needs_attention then
	--@ pauses
	if is_sending_paused() then
		return reply_to_send(3, 0, -1, '', capacity)
	end
	capacity = changed_capacity() or capacity
end
--@ debounce
if deduplication_id ~= '' and max_delay == 0 then
	local existing = redis.call('HGET', deduplication, deduplication_id)
	local settled = existing and redis.call('ZSCORE', remembered, 'd' .. deduplication_id)
	if existing and (not settled or tonumber(settled) > now) then
		return reply_to_send(0, 0, -1, existing, capacity)
	end
end

local ids, rests = {}, {}
for i = first_rest, #ARGV, 2 do
	local is_known = redis.call('HEXISTS', messages, ARGV[i]) == 1
	if not is_known and not (duplicate_window > 0 and is_remembered('i' .. ARGV[i])) then
		ids[#ids + 1] = ARGV[i]
		rests[#rests + 1] = ARGV[i + 1]
	end
end
if #ids == 0 then
	return reply_to_send(0, 0, -1, ARGV[first_rest], capacity)
end
--@ sender
local size = #ids
if capacity > 0 then
	size = size + redis.call('HLEN', messages) - redis.call('ZCARD', dead)
	if size > capacity then
		return reply_to_send(1, size - #ids, await_room(0), '', capacity)
	end
end
--@ accepted

local due = deliver_at > 0 and deliver_at or now + delay
local is_due = due <= now and in_due_order == 0 and group == ''
local header = struct.pack('>BBd', 1, flags, now)
--@ ready-add

if ids_are_given == 1 then
	--@ new-receipt
	--@ ready
	new_receipt(new_ids[1])
	-- After the message is stored: Redis would store it when it is out of memory if a removal came first
	remove_withdrawn(new_ids)
end
if duplicate_window > 0 then
	-- Forget expired ids, more than these messages will add
	local most = 20 + 2 * #new_ids
	for _, member in ipairs(redis.call('ZRANGE', remembered, '-inf', now, 'BYSCORE', 'LIMIT', 0, most)) do
		redis.call('ZREM', remembered, member)
		if string.sub(member, 1, 1) == 'd' then
			redis.call('HDEL', deduplication, string.sub(member, 2))
		end
	end
end
if deduplication_id ~= '' then
	redis.call('ZREM', remembered, 'd' .. deduplication_id)
	redis.call('HSET', deduplication, deduplication_id, new_ids[1])
end
if time_to_live > 0 then
	for _, id in ipairs(new_ids) do
		redis.call('ZADD', expiries, now + time_to_live, id)
	end
end

local to_wake, is_delayed = #new_ids, due > now
if is_delayed then
	-- Waiters need to know only of a moment that is earlier than all others
	local soonest = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
	to_wake = (not soonest or due < tonumber(soonest)) and 1 or 0
elseif not is_due then
	--@ ready
	--@ groups
	local before, deliverable = {}, {}
	if in_due_order == 1 then
		-- Others may have fallen due before these and not been moved yet
		before = redis.call('ZRANGE', delayed, '-inf', now, 'BYSCORE', 'LIMIT', 0, MAX_BEFORE)
	end
	if before[1] then
		redis.call('ZREM', delayed, unpack(before))
		deliverable = join(before)
	end
	-- If there may be more of them, these are delayed until then
	is_delayed = #before == MAX_BEFORE
	if not is_delayed then
		for _, id in ipairs(group == '' and new_ids or join(new_ids, group)) do
			deliverable[#deliverable + 1] = id
		end
	end
	if deliverable[1] then
		add_ready(deliverable)
	end
	to_wake = #deliverable
end
if is_delayed then
	local moments = { now, LONG }
	for _, id in ipairs(new_ids) do
		moments[#moments + 1] = math.max(due, now)
		moments[#moments + 1] = id
		if group ~= '' then
			redis.call('HSET', places, id, struct.pack('>I6', 0) .. group)
		end
	end
	redis.call('ZADD', delayed, unpack(moments))
	redis.call('ZREM', delayed, LONG)
end
if redis.call('HLEN', messages) % EACH == 0 then
	--@ unpack-messages
	unpack_messages()
end
if needs_attention then
	--@ wake
	wake(to_wake)
end
local passed = pass_room_on(capacity - size)
return reply_to_send(0, capacity - size, -1, '', capacity)
