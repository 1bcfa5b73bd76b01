package io.github.redisqueues.shop.opening;

/**
 * Commands to try while the shop is running.
 *
 * @param port the port of the shop
 */
record Examples(String port) {

	@Override
	public String toString() {
		return """

				The shop is running, and customers keep ordering. Its queues: http://localhost:%1$s. Press Ctrl-C to stop it. Try:

				curl -H 'Content-Type: application/json' -d '{"id":"mine","customer":"me","sku":"mug","quantity":1}' localhost:%1$s/orders
				curl -X POST localhost:%1$s/orders/mine/payment
				curl localhost:%1$s/actuator/queues
				curl -X POST localhost:%1$s/carrier/break
				curl localhost:%1$s/actuator/queues/parcels/diagnosis

				docs/operations.md says how to go on.
				"""
			.formatted(this.port);
	}

}
