-- Adds messages that were moved from another queue, whatever the capacity. Each keeps its id, sending time, headers,
-- group, deduplication id, time to live and attempts. Leaves a message alone whose id another message has here. A
-- copy that another move has added, and that is not in flight, is taken over: only the latest move can undo it. A
-- message that another move holds here, to take it elsewhere, is left alone, as that move may remove it at any moment.
-- KEYS: messages ready withdrawn delayed inflight dead expiries attempts deduplication remembered places meta
-- ARGV: [publish_counts_subscribers in_due_order has_groups count] wake_channel mover ...
--       for each message its id, its due moment, its expiry and the number of its next attempt as doubles, and
--       its envelope
-- Returns: a byte for each message: 1 if this move has added or taken it over, 0 if another message has its id or a consumer or a move has it, 2 if the call must be repeated for it
-- Called by: MoveClient.add

--@ clock
--@ envelope
--@ groups
--@ ready
local verdicts, to_wake, has_removed, has_moved_due = {}, 0, false, false

local function content_of(envelope)
	local start = payload_at(envelope)
	return start and sent_at_of(envelope) .. ':' .. string.sub(envelope, start) or envelope
end

-- Returns whether a move holds a message. If its time is up, makes sure that it does not remove it after all.
local function is_held(id)
	local score = redis.call('ZSCORE', delayed, id)
	local due = score and tonumber(score) or 0
	if due % 1 == 0 then
		return false
	end
	if due <= now then
		redis.call('ZADD', delayed, math.floor(due), id)
	end
	return due > now
end

-- Invalidates earlier receipts too.
local function take_over(id, number)
	redis.call('HSET', attempts, id, number .. '.' .. now .. '-' .. mover)
end

for i = 1, count do
	local first = first_rest + 3 * i - 3
	local id, envelope = ARGV[first], ARGV[first + 2]
	local due, expires_at, attempt = struct.unpack('>ddd', ARGV[first + 1])
	local known = redis.call('HGET', messages, id)
	local is_withdrawn = redis.call('SISMEMBER', withdrawn, id) == 1
	if known then
		local is_free = not redis.call('ZSCORE', inflight, id) and not redis.call('ZSCORE', dead, id)
		local is_same = is_free and content_of(known) == content_of(envelope) and not is_held(id)
		verdicts[i] = is_same and '\1' or '\0'
		if is_same then
			take_over(id, string.match(redis.call('HGET', attempts, id) or '1', '^%d+') or 1)
		end
	elseif is_withdrawn and has_removed then
		verdicts[i] = '\2'
	else
		--@ ready-convert
		redis.call('HSET', messages, id, converted)
		verdicts[i] = '\1'
		if is_withdrawn then
			remove_withdrawn({ id })
			has_removed = true
		end
		take_over(id, attempt)
		if expires_at > 0 then
			redis.call('ZADD', expiries, expires_at, id)
		end
		local deduplication_id = deduplication_id_of(envelope)
		if deduplication_id ~= '' then
			local settled = redis.call('ZSCORE', remembered, 'd' .. deduplication_id)
			if (settled and tonumber(settled) <= now) or redis.call('HEXISTS', deduplication, deduplication_id) == 0 then
				redis.call('ZREM', remembered, 'd' .. deduplication_id)
				redis.call('HSET', deduplication, deduplication_id, id)
			end
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
			redis.call('ZADD', delayed, math.max(due, now), id)
			if group ~= '' then
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
return table.concat(verdicts)
