-- Stores the pauses of delivery and of sending, until the later one ends, and the limits that were changed.
-- KEYS: paused
-- Needs: now
-- Provides: keep_pauses()

local function keep_pauses(delivery, delivery_since, sending, sending_since, limits, texts)
	local value = struct.pack('>dddd', delivery, delivery_since, sending, sending_since) .. limits .. texts
	local has_limits = limits ~= struct.pack('>ddddd', -1, -1, -1, -1, -1)
	if delivery == 0 and sending == 0 and not has_limits then
		redis.call('DEL', paused)
	elseif delivery < 0 or sending < 0 or has_limits then
		redis.call('SET', paused, value)
	else
		redis.call('SET', paused, value, 'PX', math.max(delivery, sending) - now)
	end
end
