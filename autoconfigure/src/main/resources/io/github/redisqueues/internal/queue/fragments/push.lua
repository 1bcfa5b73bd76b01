-- Pushes a message to the process that has waited longest: leases it to the process and publishes it on the channel
-- of the process, so that nobody need ask for it. Only if somebody hears it; and a process that takes no pushes is woken.
-- What is published begins with a byte that no wake-up begins with, see Push.java and PushedMessage.java.
-- KEYS: messages ready waiters inflight
-- Needs: now, wake_channel, publish_counts_subscribers
-- Provides: push()

--@ wake-first
--@ pushed-lease
--@ unpacked

local MARKS = 2048
local CALLS = 16

-- Returns whether the message is leased now. Otherwise a process was woken for it, or none waits.
local function push(id, envelope)
	return wake_first(waiters, ready, 1, false, function(process, called_at)
		local part = math.floor(called_at % 1 * MARKS)
		local thirds = part % CALLS
		if thirds == 0 then
			return nil
		end
		local deadline = now + math.floor(thirds * 1000 / 3) - 1 + (part - thirds + PUSHED) / MARKS
		local message = struct.pack('>BI2', 0, #ready) .. ready .. struct.pack('>I2d', 8 + #id, deadline) .. id
			.. struct.pack('>d', now) .. envelope
		local subscribers = redis.pcall('PUBLISH', wake_channel .. process, message)
		if type(subscribers) ~= 'number' or subscribers == 0 then
			return false
		end
		redis.call('ZADD', inflight, deadline, id)
		if redis.call('ZCARD', inflight) % EACH == 0 then
			redis.call('ZADD', inflight, deadline, LONG)
			redis.call('ZREM', inflight, LONG)
			--@ unpack-messages
			unpack_messages()
		end
		return true
	end)
end
