-- A lock is a STRING: the token as a double in eight bytes, the owner, a line break, and the owner before.
-- It is held while its time to live exceeds RETENTION. A free lock is kept for RETENTION milliseconds, so
-- that its token is remembered. Release and renewal are therefore a PEXPIRE, which Redis allows when it is
-- out of memory. An owner that releases twice after a lost reply is still found as the owner before,
-- unless two others have held the lock since. No owner is a prefix of another.
-- Provides: RETENTION (milliseconds), HOLDER (index of the owner)

local RETENTION = 600000
local HOLDER = 9
