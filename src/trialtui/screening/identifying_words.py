"""Words by which identifying text is told from clinical text. Data only; all in lower case."""

from __future__ import annotations

# Given names that are no everyday word in a clinical note ("Mark", "Grace", "Will" and the like are left to other signs).
GIVEN_NAMES = frozenset(
    """
    aaron abdel abdelrahman abdul adeline alastair alexei alison anders aurelie avraham bastien celine clementine corinne delphine emmanuel
    emmanuelle ernestine frederique geraldine gerard geoffrey gilles graham guy ingeborg jack jonathon josephine josepha kai laurence lawrence
    lotte madeleine maxine mathilde mathieu nils noemi ole patricio pascal pascale per-erik reiner rosalind rosemary sinead siobhan solange
    stuart thierry tobiah valentin veronique wilhelmina yves yvette
    aaron abdul abdullah abigail adam adrian ahmed aisha alan albert alejandro alex alexander alexandra alexandre ali alice
    alicia alina amanda amelia amy ana anastasia andrea andreas andrei andrew andrzej angela anita anja ann anna anne
    anne-marie annette annie anthony antoine anton antonio ashley astrid ayse barbara beatrice ben benjamin bernard
    bernd bernhard bertha bettina birgit bob bogdan boris brandon brenda brian brigitte bruno camille carla carlos
    carmen carolina caroline catherine cecile cecilia charles charlotte cheryl chloe chris christa christian christina
    christine christoph christopher claire clara claudia claus clemens colin corinna cristina cynthia dagmar daniel
    daniela danielle david deborah denise dennis diana diego dieter dimitri dirk dmitri dmitry dolores dominik donald
    donna doris dorothy douglas eduardo edward eileen elena elias elisa elisabeth elizabeth ella ellen elsa emil emily
    emma eric erica erich erik erika ernst esther eugen eva evelyn fabian fatima felicia felix fernanda fernando
    florian francesca francesco francine francis francisco francois franz fred frederic frederik friedrich fritz
    gabriel gabriela gary george georg gerald gerhard gerda gertrud giovanni giulia giuseppe gloria gonzalo gregory
    greta guillermo gunther gustav hannah hans harald harry hassan heather heidi heike heinrich heinz helen helena
    helga helmut henri henry herbert hermann hiroshi holger hugo ibrahim igor ilse ines ingrid irina isabel isabella
    isabelle ivan jacob jacqueline jacques jakob james jan jane janet janine jason javier jean jeff jeffrey jennifer
    jens jeremy jerry jessica jim joachim joan joanna joao jochen joe joerg johan johann johanna johannes john jonas
    jonathan jorge jose josef joseph joshua juan juana judith julia julian juliane julie jurgen justin kaori karen
    karin karl karla karsten kate katharina katherine kathleen kathrin kathryn katja katrin kathy keith kelly kenji
    kenneth kevin khalid kimberly klaus kristin kristina kurt lara larissa larry lars laura lauren laurent lea leila
    lena leo leon leonard leticia linda lisa lothar louis louise luca lucas lucia lucy ludwig luis luisa lukas lydia
    magdalena maja manfred manuel manuela marc marcel marco marcus margaret margarete margarita maria mariam marianne
    marie mariana marina mario marion markus marlene martha martin martina mary mateo matthew matthias maurice max
    maximilian megan mehmet melanie melissa mercedes mia micha michael michaela michel michelle miguel mike mikhail
    mila miriam mohamed mohammad mohammed monica monika moritz muhammad mustafa nadia nadine nancy natalia natalie
    natasha nathan nguyen nicholas nicola nicolas nicole niklas nikolai nina nora norbert olaf oleg olga oliver olivia
    omar oscar oskar otto pablo pamela paola paolo patricia patrick paul paula paulina pauline pavel pedro peter petra
    philip philipp philippe pierre pietro piotr rachel rafael raj rajesh ralf ramon raphael raquel raul rebecca regina
    reinhard renate renee ricardo richard rita robert roberto rodrigo roger roland rolf roman ronald rosa rosemarie
    rudolf russell ruth ryan sabine sabrina samantha samir samuel sandra sara sarah sarita sascha scott sean sebastian
    sergei sergey sergio sharon sheila shirley sigrid silke silvia simon simone sofia sonia sonja sophia sophie stefan
    stefanie steffen stephan stephanie stephen steve steven sunita susan susana susanne suzanne svetlana sven sylvia
    takeshi tamara tanja tatiana tatjana teresa theodor theresa thomas tiffany till tim timothy tina tobias tom tomas
    tracy udo ulrich ulrike ursula ute uwe valentina valerie vanessa vera verena veronica victor victoria viktor
    vincent viktoria vladimir walter waltraud wanda wei wendy werner wilhelm william wolfgang xavier yasmin yolanda
    yuki yusuf yvonne zachary zeynep zoe
    """.split()  # noqa: SIM905 (a list of quoted words would be six times as long)
)

# Words that are no part of a person's name, though they may stand with a capital letter.
NOT_NAMES = frozenset(
    """
    a about above accepted according account accredited active acute additional adequate adult adverse after age aged agreed all
    allergy almost also although ambulance american an anaemia analysis and anemia angio another antibody any approx april
    are arm as aspirin assay assessed assessment asthma at august available awaiting b baseline because been before began
    being below best between bilateral biopsy biopsied birth blinded blood board body bone both brain breast british brought but by c
    calcium called cancelled cancer cannot cardiac cardiology care carried case cell cells center central centre chair change changed
    chart charted check checked chemotherapy chest child chronic class clear clinic clinical clinician close code coded cohort
    collected colon comment common community compliant completed confirmed consent consented consult consultant
    consultation contact control copy coordinator could count country crf ct current currently d daily data database date day
    days dead december declined deferred denied denies department deviation diabetes diagnosed diagnosis diary did died diet
    difficult discharge discussed disease documented does dose doses double down draft drawn drug drugs due duplicate during e
    each early ecg echo echocardiogram eeg electronic elevated eligibility emergency endoscopy end enrolled entry
    epic eular european evaluated event every exam examination examined except exclusion exclusions external eye f failed failure
    family fasting fax february felt female fever file final first follow following form found fourth french friday from full
    further g gave gene general genetic german given glucose good group growth gynecologist h had handed hand has have he
    head health healthy heart height helper hematology her hepatitis high his histology history hold home hospital hrct
    human i id if ill image imaging immediate impression improved in inclusion increased index infection influenza
    information informed infusion initial initials injection injured inpatient institute insulin insurance interim internal interview intolerance
    investigation investigator iron is isolated it j january joint july june just k kidney known l lab laboratory labs
    last late left letter level levels library light likely line list liver local long los low lumbar lung lupus lymph lymphoma m made
    mail major male management march marked married may measured medical medication medications medicine meeting
    memo memorial message met method mild minor missed missing moderate monday month monthly months more morning most mount mri
    much multiple muscle mutation my n name natural nausea near negative nephrology nerve neurology never new next night no node non none
    normal north northern not note noted notes november now nurse nursing o observed obtained occasional october of off office old on
    once oncology one only onset open operation opinion or oral order orders organ original other otherwise our out outcome
    outpatient outside over own p pain panel partial participant participants part past patient patients pathology
    pending per performed performance period permanent personal pet pharmacist pharmacy phase phone physical physician plan planned plasma
    platelet please point portal positive possible post pre pregnancy prescribed prescription present previous primary prior
    private probable problem procedure progress protocol provided provider psychiatric pt public pulmonary q quality
    quarter questionnaire r radiology randomised randomized range rash rate re reaction read reading reason received recent
    record recorded records recruiting recurrence reduced referral referred refused regional register registered registry related relapse
    remission renal repeat repeated report reported reports request requested required rescreened research resolved result results
    retest review reviewed rheumatology right risk room routine royal rule s said saint sample san saturday saw scan scheduled score
    screen screened screening second section see seen self sent september serum service severe sex she short should sick side
    sign signed signs since single site skin sleep slide slight small smoker smoking so social some source south southern specialist
    specimen sponsor st stable staff stage standard start started state statement status still stomach stool stop stopped
    street stroke study subject subjects subsequent suggested summary summer sunday surgeon surgery surgical suspected sw swab
    symptom symptoms syndrome system systemic systolic t table tablet tablets taken telephone temperature ten term test
    tested testing tests that the then therapy there they third this three thursday thyroid time tissue titer titre to today
    tolerated too took total transfer transfusion translated transplant treated treatment trial triage tuesday tumor tumour two type u
    ultrasound uncertain under unit united university unknown unable until untreated up urgent urine us use used v vaccination
    vaccine value vasculitis verbal verified version very via viral virus visit visits vital vitamin void w waiting waived ward
    was week weekly weeks weight well were west western when white who with withdrawn withdrew within without woman women
    world worksheet wound written x xray y year years yes yesterday yet york young z
    raynaud hodgkin crohn sjogren sjögren behcet behçet graves hashimoto parkinson alzheimer karnofsky ecog child pugh gleason
    barrett bowman rodnan duke rai binet ann arbor bristol glasgow hamilton beck fitzpatrick kaplan meier cushing addison
    wilson gilbert lynch marfan turner down klinefelter paget bell guillain barre barré epstein barr coombs wegener takayasu
    kawasaki still felty jakob lambert eaton hamman rich smith sm
    sloan kettering mayo cleveland johns hopkins sinai charite charité dana farber anderson karolinska angeles francisco diego
    antonio-hospital quest labcorp abbott roche siemens
    coli aureus pneumoniae difficile pylori aeruginosa epidermidis albicans tuberculosis pneumophila influenzae jirovecii
    """.split()  # noqa: SIM905
)

# Common words of clinical prose, which headings and forms write with a capital letter.
PROSE_WORDS = frozenset(
    """
    abdominal able abnormal abnormalities abnormality absence absolute abstinence abuse acceptable access accident
    accordance achieve achieved achieving acquired across acting activities actual address addressing
    adenocarcinoma adequately adherence adjusted adjuvant administered adolescents adults advanced affect affected
    affecting affects again agent agents ages agree agrees aimed aims alcoholism allergic allergies allow allowed
    allows along alpha already always amgen among analyses analyzed androgens angina ankylosing answer answered
    answers anterior anti antiandrogens anticancer anticipated anticoagulant antidepressant antidepressants
    antipsychotic anxiety apple applicable applied apply approach approval approved approximately area arms around
    arousal arrhythmia arrhythmias arterial arteries artery arthritic asked aspects assess assesses assessing
    assigned assisted associated astrazeneca asymptomatic atrial attack attacks attain attempt attempted attempts
    attend attributed autism autoimmune autologous autonomic average barrier basal based basis bayer become begin
    beginning behavior behavioral beneficial benefit benefits benign beta better bilirubin biomarker bipolar
    bladder bleeding blind block blocker blockers bone bowel breastfeeding brief bristol-myers burden bypass
    calculated canal cancers capable capture carcinoma carcinomas cardiomyopathy cases categories catheter cause
    caused causes cavernosa cavernosal cavernosum cerebral certain cervical changes characteristics characterize
    childbearing childhood cigarette cigarettes circumference classified clearance clinically clotting coagulation
    coated cockcroft cognitive cohorts collect color columbia combined commonly compare compared comparing
    comparison compatible complete completely completing complex compliance comply component components compromise
    computer concern concerning concerns concomitant concurrent conduct conducted confidence confirm confound
    congenital consider considered consist consistent consisting consists containing contains content continence
    continue continuing continuously contrast contribute controlled controls cooperative cord coronary corpora
    corpus corticosteroids cost costs counseling counter course cross crossover curvature curve cutaneous cycle
    cycles cytochrome cytologically damage death decided decreased deemed deficiency defined deformities deformity
    degree delivered delivery demand dementia demonstrated dependence dependent depressive derived dermal describe
    described design designed desire despite detailed detect determined develop developed device devices diabetic
    diagnoses diagnostic diameter diarrhea diastolic difference differences different difficulty diffuse digital
    direct directed directly discontinue diseases disorder disorders distress disturbances divided doctor domain
    domains donors doppler dosage dosing download duplex dysfunction easily eastern education effect effects
    efficacy either ejaculation electrical eligible email encounter endothelial endpoint endpoints energy engage
    enhance enough enroll ensure enter entering entire enzyme epilepsy episode equal equivalent erectile
    erythematosus especially essential establish established esteem estimated evaluates evaluating even events
    evidence example excipients excluded excluding exercise existing exon expectancy expected experience
    experienced experiences experiencing experimental expiratory explore exposure expressed extracorporeal
    extremity face factor factors fatigue favorable feasible features feedback feel field fill filtration finding
    findings fixed flaccid flow focus focused followed follows forced forms four fracture free frequency frequent
    fully functioning future gastric gastrointestinal gault gender genentech genital getting giving gland global
    glomerular glycemic goal goals grading graft grafting greater groups guidelines half hard having help helper
    hemorrhage hepatic herbal heterosexual higher highest highly histologically hormonal hour hours however
    hyperplasia hypertension hypogonadism hypothesis hypothesize hypothyroidism identified identify illnesses
    immediately immune immunodeficiency immunotherapy impact impair impaired impairments implant implanted
    implants important impotence improve improves improving incidence include included includes including
    incontinence increases increasing independent indicated indicates indicating individual individuals induced
    inducers ineligible inflammatory influence inform ingredients inhibitor inhibitors injectable injected
    injuries injury insert insomnia insufficiency intake intended intensity intent intercourse interest interested
    interfere internet interstitial interval intervals into intra intracavernosal intravenous inventory
    investigated investigating investigators involve involved involves involving ischemic issues item items judged
    kind label lack lactating language laparoscopic large larger lasting later lead leading leads least legal
    leiden length less leukemia life like lilly limit limited limits linked lipid listed literature little lives
    living locally located longer loss lower lymphocyte lymphocytic main maintain maintained maintaining
    maintenance make males malignancies malignancy malignant manual many margin markers market marrow mass maximal
    maximum mean meaning means measurable measure measures measuring mechanism mechanisms mediated medically meet
    melanoma mellitus member members mental merck mesenchymal messages metabolic metabolism metastases metastasis
    metastatic methods might mild minimal minimum minute minutes mixed mobile model modified modules monitor
    monitored monitoring mood motor multi multicenter must myeloid myeloma myocardial nature necessary need needed
    needs negatively neoadjuvant neoplasm neoplasms nerves neuroblastoma neurogenic neurologic nitrates nitric
    non-small nonalcoholic normalized novartis novel number numbers obesity objectives observe obstructive obtain
    occupational occur occurred occurrence occurring occurs offer often older ongoing operating optic optimal
    orally ordinal organic orgasm orgasmic origin others outcomes ovarian overall pancreatic parallel parameters
    parental participated participating particularly partner partners parts pathway peak pectoris pelvic pelvis
    penile penis people peptic perceived percent percentage percutaneous perform performing perineal periods
    peripheral permit permitted persistent person pfizer pharmacokinetics pharmacotherapy pigmentosa pilot place
    placebo placed placental planning plans plaque platform platinum pleural plus pneumonia pneumonitis points
    poor poorly postural potent potential potentially power practice preclude precludes predict pregnant
    preliminary premature presence presented presenting pressure prevalence prevent previously priapism problems
    procedures process produce product products profile program prohibited project prolonged promote proposed
    prostate prostatic prosthesis protein proven provides providing psoriatic psychiatry psychogenic psychosocial
    psychotherapy psychotic psychotropic pudendal pulse purpose purposes questionnaires radiation radiotherapy
    random randomly ranges ranging rated rates rating ratio reach real reasons receiving recently receptor
    recommended recording recovered recovery recruited rectal recurrent reduce reducing reference refractory
    regarding regardless regimen regimens region rehabilitation relationship relationships relevant reliable
    remain remaining remains removal removed reporting represent representing reproductive require requires
    requiring researchers residual resistance respectively respiratory respond responders responding response
    responses responsible rest resting resulting return reuptake rheumatic rheumatoid rigid rigidity risks robotic
    role safe safety same samples sanofi sarcoma satisfied scales schizophrenia science sclerosing scored scores
    scoring secondary selected sensory series serotonin serve setting seven several severity sexual sexually sham
    shield shock shockwave show shown sickle significance significant significantly signing sildenafil similar
    simple sites sitting situ size skeletal smart smokers smooth social software solid sparing speak specific
    specifically specified spectrum sperm spinal squamous squibb stages standing starting statistical statistics
    stem stent steroid steroids stimulating strategies strength stress stretched stroke strong strongly studied
    studies subscale subscales substance substances success successful such sudden suffering sufficient suggest
    suicidal suitable superior supply support supported surface surgeries surgically survey surveys survival
    sustained swallow symptomatic syndromes tadalafil take takeda taking target targeted targeting tasks team
    technique temporal terms text than their them therapeutic therapeutics therapies therefore these those thought
    threatening through throughout thus times tissue-derived tissues tobacco together tolerance tools toxicity
    tract trained training transdermal transformed transient transplantation transurethral trauma traumatic treat
    treating trials tricuspid trying tuberous tubular tumescence tumors twelve twice types ulcer ulcerative ulcers
    uncontrollable uncontrolled undergo undergoing underlying understand understanding underwent unilateral unless
    unstable unsuccessful unsuitable unwilling upon upper urethral urinary urologist urology usage useful user
    users uses using usual vacuum vagina vaginal validated values valve vardenafil variable variables vascular
    vasculogenic veins velocity venous ventricular versus vessel vessels visual vitamin volume voluntarily
    volunteers wash washout wave wellness what wheelchair where whether which whichever while whole whom whose
    widely will willing withdrawal work working workplace works worse would write younger your
    """.split()  # noqa: SIM905
)

PLACE_WORDS = frozenset(
    """hospital clinic center centre university institute laboratory laboratories labs medical school health healthcare
    infirmary hospice pharmacy klinikum krankenhaus praxis college street road avenue syndrome disease lymphoma sign score
    index criteria scale test classification grade stage phenomenon thyroiditis stain virus
    klinik kliniken frauenklinik hôpital hopital hospitalier hospitalario universitaire universitario universitaria ospedale ospedaliera azienda
    centro centrum clinico clínico clinica clínica instituto istituto institut fondazione fundación foundation corporation gmbh inc ltd
    associates network trust campus sykehuset sykehus ziekenhuis umc maternite maternité policlinico cancer oncology department""".split()  # noqa: SIM905
)

# Endings of drug and test names (WHO stems and the like) and of words that are no names. A known given name is stronger than its ending.
DRUG_ENDINGS = ("mab", "nib", "ine", "ate", "ol", "pril", "artan", "statin", "cillin", "mycin", "one", "ide", "pam", "zole", "cept",
                "vir", "platin", "rubicin", "taxel", "floxacin", "azine", "oxaban", "gliptin", "glutide", "tide", "parin",
                "cycline", "gram", "scopy", "graphy", "metry", "logy", "tomy", "ectomy", "itis", "osis", "emia", "aemia",
                "pathy", "penia", "globin", "phil", "cyte", "cytes", "gen", "min", "ase", "leucel", "formin", "feron", "setron",
                "lukast", "profen", "oxin", "idine", "amide", "xate", "mide", "sone", "olone", "quine", "bine", "uria",
                "tion", "tions", "sion", "sions", "ment", "ments", "ness", "ility", "ivity", "ical", "ional", "ular", "ive",
                "ous", "ory", "ized", "ised", "oma", "omas", "plasia", "cytic", "genic", "algia", "ectasia", "oid")  # fmt: skip

CLINICAL_WORDS = frozenset(
    """
    admission admitted admit angiography appointment assay assessed assessment baseline biopsy blood bloods call chart chemo chemotherapy
    clinic colonoscopy collected completed confirmed consent consented consult consultation ct culture cycle death diagnosed
    diagnosis discharge discharged discussed dose dosed doses dx ecg echo echocardiogram eeg ekg endoscopy ended examined expired
    finished first flare follow-up form found from genotype hospital hospitalised hospitalized hrct icf image imaging implanted infusion
    injection lab laboratory labs last letter mammogram measured medication meeting mri negative note noted on onset operation
    pathology performed pet pft positive prescribed procedure protocol questionnaire radiograph radiology received referral
    relapse repeat repeated report result results review reviewed sample scan screened screening seen serology serum signed since
    sonography specimen spirometry start started stopped stop study surgery swab tested test therapy to transfusion transplant
    treated treatment tumour tumor ultrasound until urine vaccinated vaccination vaccine version visit xray x-ray amendment dated
    """.split()  # noqa: SIM905
)
