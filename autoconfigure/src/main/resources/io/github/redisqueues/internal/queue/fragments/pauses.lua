-- Whether delivery and sending are paused. `paused` exists while one of them is. It holds for delivery and for
-- sending when the pause ends (0 if there is none, -1 if it has no end) and when it began, as four doubles; and
-- then by whom and why, as four texts. A foreign client may have stored any other text, which pauses delivery.
-- KEYS: paused
-- Needs: now
-- Provides: delivery_pause_end(), is_sending_paused(), read_pauses()

local stored

local function read_pauses()
	stored = stored or redis.pcall('GET', paused)
	local delivery, sending, delivery_since, sending_since, texts = 0, 0, 0, 0, struct.pack('>I4I4I4I4', 0, 0, 0, 0)
	if type(stored) == 'string' then
		delivery = -1
		if #stored >= 48 then
			delivery, delivery_since, sending, sending_since = struct.unpack('>dddd', stored)
			texts = string.sub(stored, 33)
		end
	end
	delivery = (delivery < 0 or delivery > now) and delivery or 0
	sending = (sending < 0 or sending > now) and sending or 0
	return delivery, delivery_since, sending, sending_since, texts
end

-- Returns the moment when the pause of delivery ends, or -1, or nil if there is none.
local function delivery_pause_end()
	local delivery = read_pauses()
	return delivery ~= 0 and delivery or nil
end

local function is_sending_paused()
	return select(3, read_pauses()) ~= 0
end
