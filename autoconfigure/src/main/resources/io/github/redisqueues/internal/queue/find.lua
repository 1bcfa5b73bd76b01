-- Finds a message by its id.
-- KEYS: messages delayed inflight dead reasons attempts grouped
-- ARGV: [max_attempts duplicate_window keep_dead max_dead publish_counts_subscribers] wake_channel id
-- Returns: nothing if there is no such message, otherwise its state (0 ready, 1 waiting, 2 delayed, 3 in flight, 4 dead), how many messages are ahead of it or -1, the moment when it falls due, its lease ends or it died, its receipt, reason and envelope
-- Called by: MessageClient.find

--@ clock
--@ sweep-and-wake
local envelope = redis.call('HGET', messages, id)
if not envelope then
	return ''
end
local state, moment = 4, redis.call('ZSCORE', dead, id)
if not moment then
	state, moment = 3, redis.call('ZSCORE', inflight, id)
end
if not moment then
	state, moment = 2, redis.call('ZSCORE', delayed, id)
end
local position
if state == 2 and moment then
	position = redis.call('ZRANK', delayed, id)
elseif not moment then
	--@ groups
	state, position = 1, redis.call('EXISTS', grouped) == 1 and position_of_waiting(id)
	if not position then
		--@ ready
		state, position = 0, position_of_ready(id, envelope)
	end
end
--@ reply
return struct.pack('>ddd', state, position or -1, math.ceil(tonumber(moment or -1)))
	.. text(redis.call('HGET', attempts, id) or '1')
	.. text(redis.call('HGET', reasons, id) or '')
	.. text(envelope)
