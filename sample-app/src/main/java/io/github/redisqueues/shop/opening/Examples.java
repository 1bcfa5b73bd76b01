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

				The shop is running at http://localhost:%1$s. Press Ctrl-C to stop it. Try:

				curl -H 'Content-Type: application/json' -d '{"id":"mine","customer":"me","sku":"mug","quantity":1}' localhost:%1$s/orders
				curl localhost:%1$s/queues
				curl -X POST localhost:%1$s/orders/mine/payment
				curl localhost:%1$s/orders/mine
				curl -H 'Content-Type: application/json' -d '{"orderId":"mine","text":"When?","priority":9}' localhost:%1$s/tickets
				curl -X DELETE localhost:%1$s/edits/last
				"""
			.formatted(this.port);
	}

}
