-- A lock is a STRING: the token in eight bytes, and who has it. It is held while its time to live
-- exceeds RETENTION; for so many milliseconds more the last token is remembered. So releasing and
-- renewing is but a PEXPIRE, which Redis does even when it is out of memory.
-- Provides: RETENTION

local RETENTION = 600000
