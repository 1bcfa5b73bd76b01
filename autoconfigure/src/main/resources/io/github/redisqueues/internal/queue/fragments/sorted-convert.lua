-- Converts an envelope for a queue with priorities, of which 0 is the default. It gets a new sequence.
-- KEYS: meta
-- Needs: envelope, has_flag(), PRIORITIZED
-- Provides: converted

local converted = envelope
if #envelope >= 10 and string.byte(envelope, 1) == 1 then
	local is_prioritized = has_flag(envelope, PRIORITIZED) and #envelope >= 20
	local flags = string.byte(envelope, 2) + (has_flag(envelope, PRIORITIZED) and 0 or PRIORITIZED)
	local priority = is_prioritized and string.sub(envelope, 11, 14) or struct.pack('>I4', 2147483648)
	converted = string.sub(envelope, 1, 1)
		.. string.char(flags)
		.. string.sub(envelope, 3, 10)
		.. priority
		.. struct.pack('>I6', redis.call('HINCRBY', meta, 'sequence', 1))
		.. string.sub(envelope, is_prioritized and 21 or 11)
end
