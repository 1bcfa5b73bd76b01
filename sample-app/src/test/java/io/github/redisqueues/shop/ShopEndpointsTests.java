package io.github.redisqueues.shop;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.lock.LockHandle;
import io.github.redisqueues.lock.LockOptions;
import io.github.redisqueues.queue.QueuedMessage;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.order.Order;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.stock.Stock;
import io.github.redisqueues.shop.ticket.Ticket;
import io.github.redisqueues.shop.undo.Edit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "shop.opening-run=false", "queues.instances.unpaid.delay=5s" })
class ShopEndpointsTests {

	private static final Duration SOON = Duration.ofSeconds(15);

	@Autowired
	private Stock stock;

	private RestTestClient shop;

	@BeforeEach
	void connect(@LocalServerPort int port) {
		this.shop = RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build();
	}

	@Test
	void sellsAnOrderThatIsPaid() {
		String id = order("mug", 2);
		awaitStatus(id, "RESERVED");
		this.shop.post().uri("/orders/{id}/payment", id).exchange().expectStatus().isOk();
		awaitStatus(id, "PAID");
		assertThat(left("mug")).isEqualTo(348);
	}

	@Test
	void cancelsAnOrderThatIsNotPaidAndGivesItsPiecesBack() {
		String id = order("desk", 2);
		awaitStatus(id, "RESERVED");
		assertThat(left("desk")).isEqualTo(88);
		awaitStatus(id, "CANCELLED");
		assertThat(left("desk")).isEqualTo(90);
		assertProblem(this.shop.post().uri("/orders/{id}/payment", id).exchange(), HttpStatus.CONFLICT,
				"order '" + id + "' cannot be paid: it is CANCELLED");
	}

	@Test
	void takesAnOrderThatIsSentTwiceOnce(@Autowired RedisQueue<Order> orders) {
		String id = UUID.randomUUID().toString();
		String order = """
				{"id":"%s","customer":"me","sku":"rug","quantity":1}""".formatted(id);
		post("/orders", order).expectStatus().isAccepted();
		awaitStatus(id, "RESERVED");
		post("/orders", order).expectStatus().isAccepted().expectBody().jsonPath("$.id").isEqualTo(id);
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(orders.size()).isZero());
		assertThat(left("rug")).isEqualTo(119);
	}

	@Test
	void servesOrdersOfOneArticleInTurn(@Autowired RedisQueue<Order> orders) {
		orders.pause();
		order("clock", 1);
		order("chair", 1);
		List<QueuedMessage<Order>> waiting = orders.browse(0, 10);
		orders.resume();
		assertThat(waiting).extracting(QueuedMessage::group)
			.containsExactlyInAnyOrder(Optional.of("clock"), Optional.of("chair"));
		Awaitility.await().atMost(SOON).untilAsserted(() -> assertThat(orders.size()).isZero());
	}

	@Test
	void servesTicketsByPriority(@Autowired RedisQueue<Ticket> tickets) {
		tickets.pause();
		for (int priority : new int[] { 3, 9, 1 }) {
			post("/tickets", """
					{"orderId":"o","text":"?","priority":%d}""".formatted(priority)).expectStatus().isAccepted();
		}
		assertThat(tickets.browse(0, 10)).extracting(QueuedMessage::payload)
			.extracting(Ticket::priority)
			.containsExactly(9, 3, 1);
		tickets.resume();
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> assertThat(tickets.deadLetters().browse(0, 10))
				.extracting((dead) -> dead.payload().priority())
				.containsExactly(9, 3, 1));
	}

	@Test
	void undoesTheNewestEditFirst() {
		post("/edits", """
				{"sku":"vase","change":5}""").expectStatus().isCreated();
		post("/edits", """
				{"sku":"vase","change":-7}""").expectStatus().isCreated();
		assertThat(left("vase")).isEqualTo(168);
		this.shop.delete().uri("/edits/last").exchange().expectBody().jsonPath("$.change").isEqualTo(-7);
		this.shop.delete().uri("/edits/last").exchange().expectBody().jsonPath("$.change").isEqualTo(5);
		assertThat(left("vase")).isEqualTo(170);
		assertProblem(this.shop.delete().uri("/edits/last").exchange(), HttpStatus.NOT_FOUND,
				"there is nothing to undo");
	}

	@Test
	void tellsOfAMessageThatVanished(@Autowired RedisQueue<Edit> undo, @Autowired Ledger ledger) {
		post("/edits", """
				{"sku":"plant","change":1}""").expectStatus().isCreated();
		assertThat(ledger.totals(undo).waiting()).isEqualTo(1);
		assertThat(undo.poll()).isPresent();
		assertThat(ledger.totals(undo).waiting()).isZero();
		assertThat(ledger.totals(undo).lost()).isEqualTo(1);
	}

	@Test
	void showsEveryQueue() {
		this.shop.get()
			.uri("/queues")
			.exchange()
			.expectStatus()
			.isOk()
			.expectBody()
			.jsonPath("$[*].name")
			.value((names) -> assertThat(names).asInstanceOf(InstanceOfAssertFactories.list(String.class))
				.containsExactlyInAnyOrder("changes", "orders", "parcels", "stocktaking", "tickets", "undo", "unpaid"))
			.jsonPath("$[0].ready")
			.isNumber()
			.jsonPath("$[0].delayed")
			.isNumber()
			.jsonPath("$[0].inFlight")
			.isNumber()
			.jsonPath("$[0].dead")
			.isNumber();
	}

	@Test
	void tellsWhoHoldsALock(@Autowired DistributedLocks locks) {
		assertProblem(this.shop.get().uri("/locks/stock/lamp").exchange(), HttpStatus.NOT_FOUND,
				"nobody holds 'lamp' of 'stock'");
		assertProblem(this.shop.get().uri("/locks/till").exchange(), HttpStatus.NOT_FOUND, "nobody holds 'till'");
		try (LockHandle lamp = locks.acquire("stock", LockOptions.defaults().keys("lamp"));
				LockHandle till = locks.acquire("till")) {
			this.shop.get()
				.uri("/locks/stock/lamp")
				.exchange()
				.expectStatus()
				.isOk()
				.expectBody()
				.jsonPath("$.key")
				.isEqualTo("lamp")
				.jsonPath("$.token")
				.isEqualTo(lamp.token());
			this.shop.get().uri("/locks/till").exchange().expectBody().jsonPath("$.token").isEqualTo(till.token());
		}
	}

	@Test
	void refusesBadRequestsAndSaysWhy() {
		Map.of("""
				{"customer":"me","sku":"mug"}""", "quantity must be 1 to 1000, but is 0", """
				{"customer":"me","quantity":1}""", "sku must not be empty")
			.forEach((order, problem) -> assertProblem(post("/orders", order), HttpStatus.BAD_REQUEST, problem));
		assertProblem(post("/tickets", """
				{"orderId":"o","text":"?","priority":10}"""), HttpStatus.BAD_REQUEST,
				"priority must be 1 to 9, but is 10");
		assertProblem(post("/edits", """
				{"sku":"submarine","change":1}"""), HttpStatus.CONFLICT,
				"the stock of 'submarine' cannot be changed by +1");
		post("/orders", "{").expectStatus().isBadRequest().expectBody().jsonPath("$.detail").isNotEmpty();
		post("/orders", """
				{"customer":"me","sku":"mug","quantity":"many"}""").expectStatus()
			.isBadRequest()
			.expectBody()
			.jsonPath("$.detail")
			.value((detail) -> assertThat((String) detail).contains("many"));
		assertProblem(this.shop.get().uri("/orders/none").exchange(), HttpStatus.NOT_FOUND, "there is no order 'none'");
	}

	private String order(String sku, int quantity) {
		String[] id = new String[1];
		post("/orders", """
				{"customer":"me","sku":"%s","quantity":%d}""".formatted(sku, quantity)).expectStatus()
			.isAccepted()
			.expectBody()
			.jsonPath("$.id")
			.value((value) -> id[0] = (String) value);
		return id[0];
	}

	private RestTestClient.ResponseSpec post(String uri, String body) {
		return this.shop.post().uri(uri).contentType(MediaType.APPLICATION_JSON).body(body).exchange();
	}

	private void awaitStatus(String id, String status) {
		Awaitility.await()
			.atMost(SOON)
			.untilAsserted(() -> this.shop.get()
				.uri("/orders/{id}", id)
				.exchange()
				.expectBody()
				.jsonPath("$.status")
				.isEqualTo(status));
	}

	private int left(String sku) {
		return this.stock.left().getOrDefault(sku, 0);
	}

	private void assertProblem(RestTestClient.ResponseSpec response, HttpStatus status, String detail) {
		response.expectStatus()
			.isEqualTo(status)
			.expectHeader()
			.contentType(MediaType.APPLICATION_PROBLEM_JSON)
			.expectBody()
			.jsonPath("$.detail")
			.isEqualTo(detail);
	}

}
