-- Stores the pauses of delivery and of sending, until the later one ends.
-- KEYS: paused
-- Needs: now
-- Provides: keep_pauses()

local function keep_pauses(delivery, delivery_since, sending, sending_since, texts)
	local value = struct.pack('>dddd', delivery, delivery_since, sending, sending_since) .. texts
	if delivery == 0 and sending == 0 then
		redis.call('DEL', paused)
	elseif delivery < 0 or sending < 0 then
		redis.call('SET', paused, value)
	else
		redis.call('SET', paused, value, 'PX', math.max(delivery, sending) - now)
	end
end
