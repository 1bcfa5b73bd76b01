-- What the instances of the shop share

CREATE TABLE IF NOT EXISTS shelf (
	sku    VARCHAR(100) PRIMARY KEY,
	pieces INT NOT NULL
);

CREATE TABLE IF NOT EXISTS receipt (
	sku VARCHAR(100) NOT NULL
);

CREATE TABLE IF NOT EXISTS price_request (
	sku VARCHAR(100) NOT NULL
);

CREATE TABLE IF NOT EXISTS stock_change (
	id       UUID PRIMARY KEY,
	revision INT NOT NULL,
	pieces   INT NOT NULL,
	updates  INT NOT NULL,
	token    BIGINT NOT NULL
);
