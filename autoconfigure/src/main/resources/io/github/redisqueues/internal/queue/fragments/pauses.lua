-- Whether delivery and sending are paused, and the limits that an operator has changed. `paused` exists while
-- there is one of these. It holds for delivery and for sending when the pause ends (0 if there is none, -1 if
-- it has no end) and when it began; then the capacity, the limit in flight, the permits and the period of the
-- rate, and the concurrency of listeners (-1 for each that was not changed); then, if the pause of delivery is
-- that of a circuit breaker, until when messages are tried one at a time once it is over, otherwise 0, all as
-- doubles; and then five texts: the id of the message that was tried last, and by whom and why for each pause. A
-- foreign client may have stored any other text, which pauses delivery.
-- KEYS: paused
-- Needs: now
-- Provides: delivery_pause_end(), is_sending_paused(), read_pauses(), stored_limits(), stored_circuit(), no_circuit(),
--           circuit_after(), circuit_state(), tries_since(), tried_last(), keep_tried(), changed_capacity(),
--           changed_limits(), forget_pauses()

-- Milliseconds
local TRIES_LAST = 3600000
local stored

local function read_paused()
	if stored == nil then
		stored = redis.pcall('GET', paused)
	end
	return type(stored) == 'string' and #stored >= 100
end

-- Makes the next function read again what is stored.
local function forget_pauses()
	stored = nil
end

local function read_pauses()
	local delivery, sending, delivery_since, sending_since, texts = 0, 0, 0, 0, struct.pack('>I4I4I4I4', 0, 0, 0, 0)
	if read_paused() then
		delivery, delivery_since, sending, sending_since = struct.unpack('>dddd', stored)
		texts = string.sub(stored, 85 + struct.unpack('>I4', stored, 81))
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

local function no_circuit()
	return struct.pack('>dI4', 0, 0)
end

-- Returns the circuit of a pause that ends at a moment.
local function circuit_after(pause_end)
	return struct.pack('>dI4', pause_end + TRIES_LAST, 0)
end

local function stored_circuit()
	if not read_paused() then
		return no_circuit()
	end
	local tries_until, length = struct.unpack('>dI4', stored, 73)
	return tries_until > now and string.sub(stored, 73, 84 + length) or no_circuit()
end

-- Returns 0 if no circuit breaker has paused delivery, 1 and the milliseconds that are left of its pause, or 2
-- while messages are tried one at a time.
local function circuit_state()
	if struct.unpack('>d', stored_circuit()) == 0 then
		return 0, 0
	end
	local pause_end = delivery_pause_end()
	return pause_end and 1 or 2, pause_end and pause_end - now or 0
end

-- Returns the moment since when messages are tried one at a time, or nil if they are not.
local function tries_since()
	return circuit_state() == 2 and struct.unpack('>d', stored_circuit()) - TRIES_LAST or nil
end

-- Returns the id of the message that was tried last, '' if there was none.
local function tried_last()
	return string.sub(stored_circuit(), 13)
end

local function keep_tried(id)
	local texts = string.sub(stored, 85 + struct.unpack('>I4', stored, 81))
	redis.call('SET', paused, string.sub(stored, 1, 80) .. struct.pack('>I4', #id) .. id .. texts, 'KEEPTTL')
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
