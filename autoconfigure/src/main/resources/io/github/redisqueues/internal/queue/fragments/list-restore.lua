-- Converts an envelope for a queue without priorities.
-- Needs: envelope, has_flag(), PRIORITIZED
-- Provides: restored

--@ list-convert
local restored = converted
