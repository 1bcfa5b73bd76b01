-- Changes a message that is ready or delayed, or waits in its group: its payload, its priority, or when it
-- is due. What is not changed keeps its value, and the message its place. If `held_until` is given, does nothing
-- unless a move holds the message until then.
-- KEYS: messages delayed inflight dead places expiries
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers has_payload has_priority priority has_due delay deliver_at held_until] wake_channel id payload
-- Returns: 1 if the message is as it was asked for, 0 if there is none that is ready or delayed, -1 if its envelope cannot be read, -2 if it would expire before it is due
-- Called by: MessageClient.update

--@ clock
--@ sweep-and-wake
local envelope = redis.call('HGET', messages, id)
if not envelope or redis.call('ZSCORE', inflight, id) or redis.call('ZSCORE', dead, id) then
	return struct.pack('>d', 0)
end
if held_until > 0 and redis.call('ZSCORE', delayed, id) ~= string.format('%.1f', held_until + 0.5) then
	return struct.pack('>d', 0)
end
local due = deliver_at > 0 and deliver_at or now + delay
local is_delayed, to_wake = has_due == 1 and due > now, 0
local expires_at = is_delayed and redis.call('ZSCORE', expiries, id)
if expires_at and due >= tonumber(expires_at) then
	return struct.pack('>d', -2)
end
--@ envelope
local changed = envelope
if has_payload + has_priority > 0 then
	local start = payload_at(envelope)
	if not start or (has_priority == 1 and not has_flag(envelope, PRIORITIZED)) then
		return struct.pack('>d', -1)
	end
	if has_payload == 1 then
		changed = string.sub(envelope, 1, start - 1) .. payload
	end
	if has_priority == 1 then
		changed = string.sub(changed, 1, 10) .. struct.pack('>I4', priority) .. string.sub(changed, 15)
	end
end
--@ groups
--@ ready
local was_delayed = redis.call('ZSCORE', delayed, id)
local was_waiting = not was_delayed and position_of_waiting(id)
local was_ready = not was_delayed and not was_waiting
if was_ready and (is_delayed or has_priority == 1) then
	withdraw_ready(id, envelope)
end
if changed ~= envelope then
	redis.call('HSET', messages, id, changed)
end
if is_delayed then
	-- It joins its group again when it is due, as one that is sent with a delay
	local place = not was_delayed and redis.call('HGET', places, id)
	if was_ready then
		--@ settle
		remove_withdrawn({ id })
		to_wake = leave_groups({ id })
	elseif was_waiting then
		withdraw_waiting(id)
	end
	if place then
		redis.call('HSET', places, id, NOT_JOINED .. string.sub(place, 7))
	end
	local soonest = redis.call('ZRANGE', delayed, 0, 0, 'WITHSCORES')[2]
	redis.call('ZADD', delayed, due, id)
	to_wake = to_wake + ((not soonest or due < tonumber(soonest)) and 1 or 0)
elseif was_delayed and has_due == 1 then
	redis.call('ZREM', delayed, id)
	local deliverable = join({ id })
	if deliverable[1] then
		add_ready(deliverable)
	end
	to_wake = #deliverable
elseif was_ready and has_priority == 1 then
	add_ready({ id })
end
if to_wake > 0 then
	--@ wake
	wake(to_wake)
end
return struct.pack('>d', 1)
