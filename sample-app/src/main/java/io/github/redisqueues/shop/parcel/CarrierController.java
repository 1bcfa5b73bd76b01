package io.github.redisqueues.shop.parcel;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Breaks and mends the carrier, to see what its queue does.
 */
@RestController
@RequestMapping("/carrier")
class CarrierController {

	private final Carrier carrier;

	CarrierController(Carrier carrier) {
		this.carrier = carrier;
	}

	@GetMapping
	State state() {
		return new State(this.carrier.isWorking());
	}

	@PostMapping("/break")
	State breakDown() {
		this.carrier.work(false);
		return state();
	}

	@PostMapping("/mend")
	State mend() {
		this.carrier.work(true);
		return state();
	}

	record State(boolean working) {

	}

}
