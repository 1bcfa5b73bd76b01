-- What the scripts know of a stored message: version, flags, the moment of sending, and the
-- fields that the flags announce. Envelope.java is the other half of this layout:
--
--   version (1) | flags (1) | sent at, ms (8, a double) | [priority + 2^31 (4) | sequence (6)]
--   | [length (2) | deduplication id] | [headers] | payload              all big-endian
--
-- Whoever can write to Redis may have written anything, so every length is checked first.
-- Provides: has_flag, sent_at_of, deduplication_id_of, PRIORITIZED

local DEDUPLICATED, PRIORITIZED = 1, 2

local function has_flag(envelope, flag)
	return #envelope >= 10 and string.byte(envelope, 1) == 1 and bit.band(string.byte(envelope, 2), flag) ~= 0
end

local function sent_at_of(envelope)
	return #envelope >= 10 and string.byte(envelope, 1) == 1 and struct.unpack('>d', envelope, 3) or 0
end

local function deduplication_id_of(envelope)
	if not has_flag(envelope, DEDUPLICATED) then
		return ''
	end
	local start = has_flag(envelope, PRIORITIZED) and 21 or 11
	if #envelope < start + 1 then
		return ''
	end
	return string.sub(envelope, start + 2, start + 1 + struct.unpack('>I2', envelope, start))
end
