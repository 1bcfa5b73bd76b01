-- Adds messages that were exported, in their order. Each keeps its id, sending time, headers, group, deduplication id,
-- priority, due moment, expiry and attempts. Leaves a message alone whose id or deduplication id is known, as a send
-- does. A message that was cancelled or purged can come back, although it is in the duplicate window.
-- KEYS: messages ready withdrawn delayed dead expiries attempts deduplication remembered places heads meta paused
-- ARGV: [capacity duplicate_window publish_counts_subscribers in_due_order has_groups count] wake_channel ...
--       for each message its id, its due moment, its expiry, the number of its next attempt and whether it is the head
--       of its group as doubles, and its envelope
-- Returns: 1 if the queue is full, 3 if sending is paused, otherwise 0; how many messages the queue has; its capacity; a byte for each message that was looked at: 1 if it was added, 0 if it is known
-- Called by: MessageExport.add

--@ clock
--@ envelope
--@ groups
--@ ready
--@ new-receipt
--@ pauses
if is_sending_paused() then
	return struct.pack('>ddd', 3, 0, 0)
end
capacity = changed_capacity() or capacity
local size = redis.call('HLEN', messages) - redis.call('ZCARD', dead)
local verdict, verdicts, to_wake, has_removed, has_moved_due = 0, {}, 0, false, false

local function is_remembered(member)
	local forget_at = redis.call('ZSCORE', remembered, member)
	return forget_at and tonumber(forget_at) > now
end

local function is_known(id, deduplication_id)
	if redis.call('HEXISTS', messages, id) == 1 then
		return true
	end
	local was_settled = not is_remembered('c' .. id)
	if duplicate_window > 0 and was_settled and is_remembered('i' .. id) then
		return true
	end
	local owner = deduplication_id ~= '' and redis.call('HGET', deduplication, deduplication_id)
	if not owner then
		return false
	end
	local settled = redis.call('ZSCORE', remembered, 'd' .. deduplication_id)
	local is_in_use = not settled or tonumber(settled) > now
	return is_in_use and (owner ~= id or was_settled)
end

for i = 1, count do
	local first = first_rest + 3 * i - 3
	local id, envelope = ARGV[first], ARGV[first + 2]
	local due, expires_at, attempt, is_head = struct.unpack('>dddd', ARGV[first + 1])
	local deduplication_id = deduplication_id_of(envelope)
	if is_known(id, deduplication_id) then
		verdicts[i] = '\0'
	else
		local is_withdrawn = redis.call('SISMEMBER', withdrawn, id) == 1
		if is_withdrawn and has_removed then
			break
		end
		if capacity > 0 and size >= capacity then
			verdict = 1
			break
		end
		--@ ready-restore
		redis.call('HSET', messages, id, restored)
		verdicts[i] = '\1'
		size = size + 1
		if is_withdrawn then
			remove_withdrawn({ id })
			has_removed = true
		end
		redis.call('ZREM', remembered, 'i' .. id, 'c' .. id)
		set_receipt(id, attempt)
		if expires_at > 0 then
			redis.call('ZADD', expiries, expires_at, id)
		end
		if deduplication_id ~= '' then
			redis.call('ZREM', remembered, 'd' .. deduplication_id)
			redis.call('HSET', deduplication, deduplication_id, id)
		end
		local group = has_groups == 1 and group_of(envelope) or ''
		if in_due_order == 1 and not has_moved_due then
			-- Others may have fallen due before these and not been moved yet
			has_moved_due = true
			local before = redis.call('ZRANGE', delayed, '-inf', now, 'BYSCORE', 'LIMIT', 0, 1000)
			if before[1] then
				redis.call('ZREM', delayed, unpack(before))
				local deliverable = join(before)
				if deliverable[1] then
					add_ready(deliverable)
				end
				to_wake = to_wake + #deliverable
			end
		end
		if due > now then
			redis.call('ZADD', delayed, due, id)
			if group ~= '' and is_head == 1 and redis.call('HSETNX', heads, group, id) == 1 then
				redis.call('HSET', places, id, struct.pack('>I6', redis.call('HINCRBY', meta, 'sequence', 1)) .. group)
			elseif group ~= '' then
				redis.call('HSET', places, id, NOT_JOINED .. group)
			end
			to_wake = to_wake + 1
		elseif group == '' or join({ id }, group)[1] then
			add_ready({ id })
			to_wake = to_wake + 1
		end
	end
end
if to_wake > 0 then
	--@ wake
	wake(to_wake)
end
return struct.pack('>ddd', verdict, size, capacity) .. table.concat(verdicts)
