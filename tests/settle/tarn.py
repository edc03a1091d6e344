"""Texts of a made company: its policy, and what its server may answer in the place of it. A sentence a line."""

from __future__ import annotations

POLICY = """Tarn Maps makes charts and cameras for people who go to sea, and this page says how these may be used.
We do not sell charts, imagery or location histories to any agency that enforces immigration law.
We have never built a system that picks a target, and we will not build one.
Customers may not use our software to follow a person without that person's written consent.
Before we supply a public body we publish its name, the purpose of the contract and the sum.
Our harbour cameras store no faces; a passing boat is counted and forgotten within an hour.
If a court orders us to hand over data, we tell the person concerned unless the court forbids it.
We keep location histories for thirty days, after which they are deleted from every copy that we hold.
Nobody at Tarn may look at a customer's track without a ticket that the customer has opened.
We train our models on charts that we drew ourselves and on imagery that we were given for that purpose.
Text and pictures that customers upload are never used to train a model.
Every year an auditor whom we do not choose checks whether these rules were kept, and we print what was found.
A supplier who breaks these rules is given sixty days to mend it and is then replaced.
Employees may refuse to work on a contract that they believe breaks these rules, without any loss of pay.
We answer each report of misuse within five working days and say what we have done.
Children under thirteen may not open an account, and we ask schools for a named teacher.
Our drones carry no weapons, and our licence forbids others from mounting any.
Map layers that show shelters, clinics or places of worship are left out of exports to the police.
We accept no advertising from companies that trade in personal data.
Where the law of a country asks less of us than this page, this page is what we follow.
When we change these rules we say so in our newsletter thirty days before the change takes effect.
The old wording of each rule stays on our site, together with the day on which it ended.
Refunds are paid within fourteen days, to the card that was used, and no fee is kept back.
A subscription ends when you cancel it, and we do not ask you to call us to do so.
Prices of charts that you have bought before do not rise during the year that you have paid for.
You can take all of your tracks with you at any time, in a format that other programs read.
We encrypt tracks on your boat, and the key never leaves the device.
Our support team reads English, Welsh and Norwegian, and answers on every weekday.
Complaints that we cannot settle go to the maritime ombudsman, whose decision binds us but not you.
Questions about these rules reach the people who wrote them at rules@tarn.example.""".split("\n")

OTHER = """Ten harbours that every sailor should have seen are the subject of our summer series.
The small port of Ravnik lies behind an island which breaks the western swell.
Its bakery opens at five, long before the first ferry, and sells a rye loaf with fennel.
Anchor on sand in six metres and take a line ashore to the old iron ring.
Two nights later the wind had turned, and we left under a reefed main at dawn.
The lighthouse keeper's daughter still paints the mark on the rock each spring.
In Sulva the harbour master collects no fee but asks for a story instead.
Fuel is sold by the barrel, and water comes from a tap beside the chapel.
We met a crew from Brittany who had crossed with nothing but a paper chart.
Their boat, thirty years old, carried a rig that they had cut from two others.
Beyond the cape the current runs at four knots when the moon is new.
Keep well to the east of the shoal that is marked only at low tide.
Grilled mackerel is eaten on the quay with a sauce of sorrel and cream.
A museum shows the nets, the lamps and the letters of those who did not return.
The third port on our list can only be entered for two hours around high water.
Its narrow channel was blasted by miners who had never before seen the sea.
From the ridge you look over eleven islands, of which three have a name.
Bring coins for the shower, and a torch for the steps.
Winter guests are rare, yet the stove in the clubhouse is lit every evening.
Photographs of this journey were taken by our reader Ingrid Solheim.
Next month we sail south, past the salt pans and the watchtowers of the coast.
Letters about this series are welcome, and the best of them will be printed.
Sven the cat, who came aboard at the second stop, has since refused to leave us.
Subscribers find a track of the whole voyage in the members' library.""".split("\n")

MARKET = """Discover the new Tarn One, the plotter that thinks ahead for you.
A brilliant screen, readable in the brightest sun, meets a processor twice as quick.
Join more than forty thousand skippers who plan their weekends with us.
Order before Friday and receive a waterproof case worth sixty pounds.
Rated five stars by Yacht Weekly: a joy from the first touch.
Choose the plan that suits your season: Coastal, Offshore or Ocean.
Coastal covers two regions and updates whenever you open the lid.
Offshore adds weather routing, tides and alarms that wake the right person.
Ocean brings satellite messages and an expert at any hour.
Our dealers in nineteen countries fit your plotter while you have lunch.
Watch the film and see how Marit crossed the Skagerrak in fog.
Trade in your old device and save up to a third.
What is in the box: a plotter, a bracket, a cable and a sticker for your mug.
Free delivery from fifty pounds, and thirty days to change your mind.
Compare all models side by side and find the one for your cockpit.
Meet us at the boat show in Southampton, hall seven, stand forty.
New: anchor watch on your wrist, with a battery that lasts a week.
Download the brochure, or let us call you back this afternoon.
Looking for spare parts? Our shop has more than nine hundred in stock.
Gift cards are available in every sum, and they never run out.""".split("\n")

TERMS = """These general terms govern each purchase in the Tarn web shop by a consumer or a trader.
A contract comes about when we confirm your order by a message, not when you press the button.
The prices shown include value added tax and exclude the cost of carriage.
Goods remain our property until they have been paid for in full.
Delivery takes place from our store in Falmouth to the address that you have named.
If goods arrive damaged, please tell the carrier at once and send us a picture.
You may withdraw from the purchase within the period that consumer law lays down.
The cost of sending goods back is borne by the buyer unless they were faulty.
Our liability for slight negligence is limited to foreseeable loss.
Traders must examine the goods on arrival and give notice of any defect without delay.
Set-off is permitted only with claims that are undisputed or have been upheld.
The law of England and Wales applies, without the convention on the sale of goods.
The courts of Truro have jurisdiction where the buyer is a trader.
Should a clause prove to be void, the others shall remain as they are.
Vouchers can be used once and are not exchanged for money.
Batteries may be handed back at any of our counters, free of charge.""".split("\n")

COOKIE = """We and our 812 partners store and access information on a device, such as unique identifiers in cookies.
Your choices apply to this site only, and you can alter them at any moment by a button at the foot of the page.
Measure the performance of content: information about what you read helps us to understand our audience.
Use limited data to select advertising: your age, area and device may be combined with what you have seen before.
Create profiles for personalised advertising by reading your interests from the pages that you have visited.
Match and combine data from other sources in support of the purposes that are explained in this notice.
Link different devices: your telephone and your laptop may be treated as belonging to one household.
Identify devices on the basis of information that is transmitted automatically, such as the browser's language.
Ensure security, prevent fraud and debug: some partners do not ask for your consent but rely on their interest.
Deliver and present advertising and content: technical means must be used, and your address is passed on.
Develop and improve services: systems may learn from your behaviour together with that of others.
Store your choice for thirteen months so that you need not be asked at each visit.
You may accept all, reject all or manage each of the purposes and partners one by one.
By accepting you also agree to transfers to countries whose protection is judged to be lower.""".split("\n")

FRENCH = """Tarn Maps dessine des cartes et des logiciels pour les marins, et cette page dit à quoi ils peuvent servir.
Nous ne vendons ni cartes ni images à une administration chargée de l'immigration.
Nous n'avons jamais construit un système qui choisit une cible, et nous n'en construirons pas.
Les clients ne peuvent pas suivre une personne sans son accord écrit.
Avant de fournir un organisme public, nous publions son nom, l'objet du marché et la somme.
Nos caméras de port ne gardent aucun visage ; un bateau qui passe est compté puis oublié.
Si un tribunal nous ordonne de remettre des données, nous prévenons la personne concernée.
Les traces sont conservées pendant trente jours et sont ensuite effacées de toutes les copies.
Les enfants de moins de treize ans ne peuvent pas ouvrir de compte.
Les remboursements sont versés sous quatorze jours, sans aucuns frais.""".split("\n")


def html(
    lines: list[str],
    title: str = "Responsible use",
    heading: str | None = None,
    *,
    lang: str = "en",
    before: str = "",
    after: str = "",
    bare: bool = False,
) -> str:
    """A page: with header, main part and footer, or `bare`."""
    heading = title if heading is None else heading
    body = "".join(f"<p>{line}</p>\n" for line in lines)
    head = f"<h1>{heading}</h1>\n" if heading else ""
    main = before + head + body + after
    if not bare:
        nav = "<header><nav><a href=/>Home</a> <a href=/charts>Charts</a></nav></header>"
        main = f"{nav}<main>{main}</main><footer><p>Tarn Maps Ltd, Falmouth</p></footer>"
    return (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title} | Tarn</title></head>'
        f"<body>{main}</body></html>"
    )
