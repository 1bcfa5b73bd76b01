-- Whether delivery and sending are paused, and the limits that an operator has changed. `paused` exists while
-- there is one of these. It holds for delivery and for sending when the pause ends (0 if there is none, -1 if
-- it has no end) and when it began; then the capacity, the limit in flight, the permits and the period of the
-- rate, and the concurrency of listeners (-1 for each that was not changed), all as doubles; and then by whom
-- and why, as four texts. A foreign client may have stored any other text, which pauses delivery.
-- KEYS: paused
-- Needs: now
-- Provides: delivery_pause_end(), is_sending_paused(), read_pauses(), stored_limits(), changed_capacity(),
--           changed_limits()

local stored

local function read_paused()
	if stored == nil then
		stored = redis.pcall('GET', paused)
	end
	return type(stored) == 'string' and #stored >= 88
end

local function read_pauses()
	local delivery, sending, delivery_since, sending_since, texts = 0, 0, 0, 0, struct.pack('>I4I4I4I4', 0, 0, 0, 0)
	if read_paused() then
		delivery, delivery_since, sending, sending_since = struct.unpack('>dddd', stored)
		texts = string.sub(stored, 73)
	elseif type(stored) == 'string' then
		delivery = -1
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

local function stored_limits()
	return read_paused() and string.sub(stored, 33, 72) or struct.pack('>ddddd', -1, -1, -1, -1, -1)
end

-- Returns the capacity, or nil if it was not changed.
local function changed_capacity()
	local capacity = struct.unpack('>d', stored_limits())
	return capacity >= 0 and capacity or nil
end

-- Returns the limit in flight and the rate, each as it was changed, or else as it is given.
local function changed_limits(max_in_flight, rate_permits, rate_period)
	local _, most, permits, period = struct.unpack('>dddd', stored_limits())
	if permits < 0 then
		permits, period = rate_permits, rate_period
	end
	return most >= 0 and most or max_in_flight, permits, period
end
