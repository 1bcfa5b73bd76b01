-- Reads stored messages. Envelope.java describes the same layout:
--
--   version (1) | flags (1) | sent at, ms (8, a double) | [priority + 2^31 (4) | sequence (6)]
--   | [length (2) | deduplication id] | [length (2) | group] | [headers] | payload    all big-endian
--
-- A foreign client may have stored any bytes, so every length is checked before it is used.
-- Needs: none
-- Provides: has_flag(), sent_at_of(), deduplication_id_of(), group_of(), DEDUPLICATED, PRIORITIZED, GROUPED

local DEDUPLICATED = 1
local PRIORITIZED = 2
local GROUPED = 8

local function has_flag(envelope, flag)
	return #envelope >= 10 and string.byte(envelope, 1) == 1 and bit.band(string.byte(envelope, 2), flag) ~= 0
end

local function sent_at_of(envelope)
	return #envelope >= 10 and string.byte(envelope, 1) == 1 and struct.unpack('>d', envelope, 3) or 0
end

-- Returns the text whose length is at `start`, and the index of its last byte.
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
