package io.github.redisqueues.shop.opening;

/**
 * What to try while the shop keeps serving.
 *
 * @param port the port of the shop
 */
record Invitation(String port) {

	@Override
	public String toString() {
		return """

				The shop keeps serving at http://localhost:%1$s until you press Ctrl-C. Try, line by line or all at once:

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
