-- Stores the pauses of delivery and of sending, until the later one ends, with that of a circuit breaker also
-- the time of its tries, and the limits that were changed.
-- KEYS: paused
-- Needs: now, forget_pauses()
-- Provides: keep_pauses()

local function keep_pauses(delivery, delivery_since, sending, sending_since, limits, circuit, texts)
	local value = struct.pack('>dddd', delivery, delivery_since, sending, sending_since) .. limits .. circuit .. texts
	local has_limits = limits ~= struct.pack('>ddddd', -1, -1, -1, -1, -1)
	local tries_until = struct.unpack('>d', circuit)
	local last = math.max(delivery, sending, tries_until)
	if delivery < 0 or sending < 0 or has_limits then
		redis.call('SET', paused, value)
	elseif last > 0 then
		redis.call('SET', paused, value, 'PX', last - now)
	else
		redis.call('DEL', paused)
	end
	forget_pauses()
end
