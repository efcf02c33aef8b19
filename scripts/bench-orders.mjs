// Load on what writes: adds to carts at a fixed rate, or places orders with a fixed number of shoppers.
//   node scripts/bench-orders.mjs add RATE SECONDS      node scripts/bench-orders.mjs place SHOPPERS SECONDS
// BASE is the shop's address, OFFERS a JSON list of offer ids.
import { Agent, request } from 'node:http'
import { randomUUID } from 'node:crypto'

const [kind, amount, seconds] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])]
const base = new URL(process.env.BASE)
const offers = JSON.parse(process.env.OFFERS)
const agent = new Agent({ keepAlive: true, maxSockets: 64 })
const offer = () => offers[Math.floor(Math.random() * offers.length)]

function post(path, form, cookie) {
  const body = new URLSearchParams(form).toString()
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': body.length,
    origin: base.origin,
    accept: 'application/json',
    ...(cookie ? { cookie } : {}),
  }
  return new Promise((resolve, reject) => {
    const began = performance.now()
    const call = request({ host: base.hostname, port: base.port, path, method: 'POST', headers, agent }, (answer) => {
      let text = ''
      answer.on('data', (part) => (text += part))
      answer.on('end', () =>
        resolve({
          status: answer.statusCode,
          ms: performance.now() - began,
          cookie: answer.headers['set-cookie']?.[0].split(';')[0],
          location: answer.headers.location ?? '',
          text,
        }),
      )
    })
    call.on('error', reject)
    call.end(body)
  })
}

function row(name, times, span) {
  times.sort((a, b) => a - b)
  const at = (q) => (times[Math.floor(times.length * q)] ?? NaN).toFixed(2) + 'ms'
  const rate = (times.length / span).toFixed(0) + '/s'
  console.log(`| ${name.padEnd(38)} | ${rate.padStart(12)} | ${at(0.5).padStart(10)} | ${at(0.99).padStart(10)} |`)
}

function must(answer, what) {
  if (answer.status >= 400 || /login|error/.test(answer.location)) {
    console.error(`${what} answered ${answer.status} ${answer.location} ${answer.text.slice(0, 300)}`)
    process.exit(1)
  }
  return answer
}

if (kind === 'add') {
  // Open loop: a slow answer does not slow the others down, it only shows.
  const shoppers = await Promise.all(
    Array.from({ length: 100 }, async () => must(await post('/do/cart/add', { offer: offer(), quantity: 1 }), 'add').cookie),
  )
  const times = []
  const pending = []
  const began = performance.now()
  for (let n = 0; n < amount * seconds; n++) {
    const wait = began + (n * 1000) / amount - performance.now()
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
    pending.push(post('/do/cart/add', { offer: offer(), quantity: 1 }, shoppers[n % shoppers.length]).then((a) => times.push(must(a, 'add').ms)))
  }
  await Promise.all(pending)
  row(`add to cart at ${amount}/s`, times, (performance.now() - began) / 1000)
} else {
  const times = []
  const end = performance.now() + seconds * 1000
  const address = {
    email: 'bench@example.in', name: 'Bench Shopper', line1: '1 Load Street', line2: '', city: 'Bengaluru',
    region: 'Karnataka', postal_code: '560001', country: 'IN', phone: '+91 98450 11223',
  }
  await Promise.all(
    Array.from({ length: amount }, async () => {
      while (performance.now() < end) {
        const one = offer()
        const { cookie } = must(await post('/do/cart/add', { offer: one, quantity: 1 }), 'add')
        const expected = await total(cookie)
        const placed = await post('/do/checkout/place', { ...address, key: randomUUID(), expected_total: expected }, cookie)
        times.push(must(placed, 'place').ms)
      }
    }),
  )
  row(`place orders, ${amount} shoppers`, times, seconds)
}

// What the shopper would see as the total: read from the checkout page once per price, then remembered.
async function total(cookie) {
  return new Promise((resolve, reject) => {
    const call = request({ host: base.hostname, port: base.port, path: '/checkout', headers: { cookie, accept: 'text/html' }, agent }, (answer) => {
      let text = ''
      answer.on('data', (part) => (text += part))
      answer.on('end', () => resolve(/name="expected_total" value="(\d+)"/.exec(text)?.[1] ?? /value="(\d+)"[^>]*name="expected_total"/.exec(text)?.[1]))
    })
    call.on('error', reject)
    call.end()
  })
}
