package com.acme;

import org.springframework.stereotype.Service;

/**
 * Where orders are shipped from. Not part of a slice.
 */
@Service
class Warehouse {

	void ship(Order order) {
		throw new UnsupportedOperationException("There is no warehouse in tests");
	}

}
