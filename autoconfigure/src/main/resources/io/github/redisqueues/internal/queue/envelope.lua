-- What the scripts know of a stored message: version, flags, the moment of sending, and the
-- fields that the flags announce. Envelope.java is the other half of this layout:
--
--   version (1) | flags (1) | sent at, ms (8, a double) | [priority + 2^31 (4) | sequence (6)]
--   | [length (2) | deduplication id] | [length (2) | group] | [headers] | payload    all big-endian
--
-- Whoever can write to Redis may have written anything, so every length is checked first.
-- Provides: has_flag, sent_at_of, deduplication_id_of, group_of, PRIORITIZED, GROUPED

local DEDUPLICATED, PRIORITIZED, GROUPED = 1, 2, 8

local function has_flag(envelope, flag)
	return #envelope >= 10 and string.byte(envelope, 1) == 1 and bit.band(string.byte(envelope, 2), flag) ~= 0
end

local function sent_at_of(envelope)
	return #envelope >= 10 and string.byte(envelope, 1) == 1 and struct.unpack('>d', envelope, 3) or 0
end

-- Returns the text that stands here behind its length, and where it ends.
local function text_at(envelope, start)
	if #envelope < start + 1 then
		return '', start
	end
	local last = start + 1 + struct.unpack('>I2', envelope, start)
	return #envelope >= last and string.sub(envelope, start + 2, last) or '', last
end

local function deduplication_id_of(envelope)
	return has_flag(envelope, DEDUPLICATED) and text_at(envelope, has_flag(envelope, PRIORITIZED) and 21 or 11) or ''
end

local function group_of(envelope)
	if not has_flag(envelope, GROUPED) then
		return ''
	end
	local start = has_flag(envelope, PRIORITIZED) and 21 or 11
	if has_flag(envelope, DEDUPLICATED) then
		start = select(2, text_at(envelope, start)) + 1
	end
	return (text_at(envelope, start))
end
