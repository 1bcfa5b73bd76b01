-- A debounced send replaces the message that was sent with its id or deduplication id, if no consumer has had
-- that and it is still delayed. The message keeps its id and the moment when it was first sent, from which
-- `max_delay` counts. Returns from the script if it has replaced one. Not in a fan-out, which takes no
-- debounced messages.
-- KEYS: messages delayed attempts deduplication remembered expiries places waiters
-- Needs: now, max_delay (0 if the send is not debounced), delay, flags, priority, time_to_live, ids_are_given,
--        deduplication_id, group, first_rest, reply_to_send(), capacity
-- Provides: none

if max_delay > 0 then
	--@ envelope
	--@ groups
	local function is_replaceable(id)
		return id and redis.call('ZSCORE', delayed, id) and string.match(redis.call('HGET', attempts, id) or '1', '^%d+') == '1'
	end
	local standing = deduplication_id ~= '' and redis.call('HGET', deduplication, deduplication_id)
	if not is_replaceable(standing) then
		standing = ids_are_given == 1 and ARGV[first_rest]
	end
	local old = is_replaceable(standing) and redis.call('HGET', messages, standing)
	if old then
		local rank = ''
		if bit.band(flags, PRIORITIZED) ~= 0 then
			rank = struct.pack('>I4', priority) .. (has_flag(old, PRIORITIZED) and #old >= 20 and string.sub(old, 15, 20) or NOT_JOINED)
		end
		local due = math.min(now + delay, sent_at_of(old) + max_delay)
		local soonest = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
		redis.call('HSET', messages, standing, struct.pack('>BBd', 1, flags, sent_at_of(old)) .. rank .. ARGV[first_rest + 1])
		redis.call('ZADD', delayed, due, standing)
		local former = deduplication_id_of(old)
		if former ~= deduplication_id and former ~= '' and redis.call('HGET', deduplication, former) == standing then
			redis.call('HDEL', deduplication, former)
		end
		if deduplication_id ~= '' then
			redis.call('ZREM', remembered, 'd' .. deduplication_id)
			redis.call('HSET', deduplication, deduplication_id, standing)
		end
		if group ~= '' then
			redis.call('HSET', places, standing, NOT_JOINED .. group)
		else
			redis.call('HDEL', places, standing)
		end
		if time_to_live > 0 then
			redis.call('ZADD', expiries, now + time_to_live, standing)
		else
			redis.call('ZREM', expiries, standing)
		end
		if due < tonumber(soonest) and redis.call('EXISTS', waiters) == 1 then
			--@ wake
			wake(1)
		end
		return reply_to_send(4, 0, -1, standing, capacity)
	end
end
