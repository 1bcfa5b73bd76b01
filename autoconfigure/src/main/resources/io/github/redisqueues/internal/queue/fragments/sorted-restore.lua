-- Converts an envelope for a queue with priorities. It keeps its sequence if this queue may have given it one, and so
-- its place among messages of equal priority.
-- KEYS: meta
-- Needs: envelope, has_flag(), PRIORITIZED
-- Provides: restored

local restored = envelope
local latest = tonumber(redis.call('HGET', meta, 'sequence') or 0)
if not has_flag(envelope, PRIORITIZED) or #envelope < 20 or struct.unpack('>I6', envelope, 15) > latest then
	--@ sorted-convert
	restored = converted
end
