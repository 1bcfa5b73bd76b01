-- Whether a process waits or limits are changed. Returns from the script with 3 if sending is paused, and with 5 if the
-- queue has a capacity for now.
-- KEYS: waiters paused
-- Needs: now
-- Provides: needs_attention

local needs_attention = redis.call('EXISTS', waiters, paused) > 0
if needs_attention then
	--@ pauses
	if is_sending_paused() then
		return struct.pack('>d', 3)
	end
	if changed_capacity() then
		return struct.pack('>d', 5)
	end
end
