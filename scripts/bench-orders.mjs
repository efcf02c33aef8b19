// Load on what writes, sent as a browser's forms are.
//   node scripts/bench-orders.mjs add RATE SECONDS        adds to carts, so many times a second, however slow the answers
//   node scripts/bench-orders.mjs place SHOPPERS SECONDS  places orders, every shopper as fast as the shop answers
// BASE is the shop's address, OFFERS a JSON list of offer ids. Prints a row of the table.
import { Agent, request } from 'node:http'
import { randomUUID } from 'node:crypto'

const [kind, amount, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const base = new URL(process.env.BASE)
const offers = JSON.parse(process.env.OFFERS)
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const any = (list) => list[Math.floor(Math.random() * list.length)]

function ask(method, path, { form, cookie, accept }) {
  const body = form ? new URLSearchParams(form).toString() : ''
  const headers = { accept, origin: base.origin, ...(cookie && { cookie }) }
  if (form) Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length })
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const call = request({ host: base.hostname, port: base.port, path, method, headers, agent }, (answer) => {
      let text = ''
      answer.on('data', (part) => (text += part))
      answer.on('end', () => {
        const session = answer.headers['set-cookie']?.[0].split(';')[0]
        resolve({ status: answer.statusCode, ms: performance.now() - began, session, to: answer.headers.location ?? '', text })
      })
    })
    call.on('error', reject)
    call.end(body)
  })
}

function must(holds, what, answer) {
  if (holds) return answer
  console.error(`${what} answered ${answer.status} ${answer.to} ${answer.text.slice(0, 300)}`)
  process.exit(1)
}

async function add(offer, cookie) {
  const answer = await ask('POST', '/do/cart/add', { form: { offer, quantity: 1 }, cookie, accept: 'application/json' })
  return must(answer.status === 200, 'adding to the cart', answer)
}

function report(name, times, ms) {
  times.sort((a, b) => a - b)
  const at = (q) => `${(times[Math.floor(times.length * q)] ?? NaN).toFixed(2)}ms`
  console.log(`| ${[name, `${((times.length * 1000) / ms).toFixed(0)}/s`, at(0.5), at(0.99)].join(' | ')} |`)
}

async function addAtRate() {
  const shoppers = await Promise.all(Array.from({ length: 100 }, async () => (await add(any(offers))).session))
  for (const warm of shoppers) await add(any(offers), warm)
  const times = []
  const pending = []
  const began = performance.now()
  for (let n = 0; n < amount * seconds; n++) {
    const wait = began + (n * 1000) / amount - performance.now()
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
    pending.push(add(any(offers), shoppers[n % shoppers.length]).then(({ ms }) => times.push(ms)))
  }
  await Promise.all(pending)
  report(`add to cart at ${amount}/s`, times, performance.now() - began)
}

// Carts are filled before the clock runs: the figure is that of placing orders alone.
async function placeOrders() {
  const totals = new Map()
  const shown = async (offer, cookie) => {
    if (!totals.has(offer)) {
      const page = await ask('GET', '/checkout', { cookie, accept: 'text/html' })
      const total = /name="expected_total" value="(\d+)"/.exec(page.text)?.[1]
      must(total, 'the checkout', page)
      totals.set(offer, total)
    }
    return totals.get(offer)
  }
  const few = offers.slice(0, 200)
  const carts = []
  const fill = async () => {
    while (carts.length < 700 * seconds) {
      const offer = any(few)
      const { session } = await add(offer)
      carts.push({ session, total: await shown(offer, session) })
    }
  }
  await Promise.all(Array.from({ length: 32 }, fill))

  const postal = {
    address: 'new', email: 'bench@example.in', name: 'Bench Shopper', line1: '1 Load Street', line2: '', city: 'Bengaluru',
    region: 'Karnataka', postal_code: '560001', country: 'IN', phone: '+91 98450 11223',
  }
  const times = []
  const began = performance.now()
  const shop = async () => {
    for (let cart = carts.pop(); cart && performance.now() - began < seconds * 1000; cart = carts.pop()) {
      const form = { ...postal, key: randomUUID(), expected_total: cart.total }
      const placed = await ask('POST', '/do/checkout/place', { form, cookie: cart.session, accept: 'text/html' })
      must(placed.to.startsWith('/pay/'), 'placing an order', placed)
      times.push(placed.ms)
    }
  }
  await Promise.all(Array.from({ length: amount }, shop))
  report(`place an order, ${amount} shoppers at once`, times, performance.now() - began)
}

await (kind === 'add' ? addAtRate() : placeOrders())
